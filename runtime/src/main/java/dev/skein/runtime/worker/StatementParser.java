package dev.skein.runtime.worker;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.duckdb.DuckDBConnection;

/**
 * DuckDB's own parser, in an instance that holds no data: the tree of a SELECT, and the text of a
 * tree.
 *
 * <p>DuckDB's parser (2.0.0) takes exponential time for some texts, such as {@code WITH a AS (}
 * again and again, and nothing interrupts it. So it runs in a thread that is left to itself if it
 * takes too long; when that has happened a few times, no more texts are taken.
 */
public final class StatementParser implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 5;
  private static final int MAX_STUCK = 3;

  private final DuckDBConnection parser;
  private ExecutorService thread = newThread();
  private volatile int stuck;

  /** Opens the instance. */
  public StatementParser() {
    Properties properties = new Properties();
    properties.put("threads", "1");
    properties.put("memory_limit", "256MB");
    properties.put("enable_external_access", "false");
    properties.put("lock_configuration", "true");
    try {
      parser =
          DriverManager.getConnection("jdbc:duckdb:", properties).unwrap(DuckDBConnection.class);
    } catch (SQLException e) {
      throw new SkeinException(Kind.INTERNAL, "DuckDB does not start: " + e.getMessage(), e);
    }
  }

  /**
   * The tree of a text, as JSON; where the text is no SELECT, JSON that says so. One at a time: the
   * tree of a text is many times its size.
   *
   * @throws SkeinException of kind USER if DuckDB cannot say, WORKER_LOST if no more is taken
   */
  public String tree(String sql) {
    return ask("SELECT json_serialize_sql(?)", sql);
  }

  /** The SQL of a tree. */
  public String text(String tree) {
    return ask("SELECT json_deserialize_sql(?::JSON)", tree);
  }

  /** Whether so many texts were too hard that no more are tried. */
  public boolean isStuck() {
    return stuck >= MAX_STUCK;
  }

  private synchronized String ask(String question, String argument) {
    if (isStuck()) {
      throw new SkeinException(
          Kind.WORKER_LOST,
          "This process was given texts that DuckDB cannot parse in time; restart it");
    }
    Future<String> answer = thread.submit(() -> answer(question, argument));
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      stuck++;
      thread.shutdownNow();
      thread = newThread();
      throw new SkeinException(
          Kind.USER, "DuckDB cannot parse this within " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkeinException(Kind.CANCELLED, "Interrupted while a statement was parsed", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof SQLException
          ? new SkeinException(Kind.USER, "DuckDB cannot parse this: " + cause.getMessage(), cause)
          : new SkeinException(Kind.INTERNAL, "A statement cannot be parsed: " + cause, cause);
    }
  }

  private String answer(String question, String argument) throws SQLException {
    try (Connection connection = parser.duplicate();
        PreparedStatement statement = connection.prepareStatement(question)) {
      statement.setString(1, argument);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private static ExecutorService newThread() {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, "skein-parser");
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public synchronized void close() {
    thread.shutdownNow();
    try {
      parser.close();
    } catch (SQLException e) {
      throw new SkeinException(Kind.INTERNAL, "DuckDB does not close: " + e.getMessage(), e);
    }
  }
}
