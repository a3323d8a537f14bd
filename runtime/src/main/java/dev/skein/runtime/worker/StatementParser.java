package dev.skein.runtime.worker;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
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
 * takes too long; while a few of these threads go on, no more texts are taken.
 */
public final class StatementParser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_STUCK = 3;

  /**
   * DuckDB (2.0.0) calls itself for each of the thousand levels that an expression may have, and
   * ends the process where a thread of Java's usual 1 MB has no room for them.
   */
  private static final long STACK_BYTES = 64L << 20;

  private final Duration patience;
  private final DuckDBConnection parser;
  private ExecutorService thread = newThread();

  /** Answers that nobody waits for any more. Some come: this process itself may have been slow. */
  private final List<Future<?>> overdue = new CopyOnWriteArrayList<>();

  /** Opens the instance. */
  public StatementParser() {
    this(PATIENCE);
  }

  StatementParser(Duration patience) {
    this.patience = patience;
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

  /** Whether it is at work on so many texts that are too hard that no more are tried. */
  public boolean isStuck() {
    overdue.removeIf(Future::isDone);
    return overdue.size() >= MAX_STUCK;
  }

  private synchronized String ask(String question, String argument) {
    if (isStuck()) {
      throw new SkeinException(
          Kind.WORKER_LOST,
          "This process was given texts that DuckDB cannot parse in time; restart it");
    }
    Future<String> answer = thread.submit(() -> answer(question, argument));
    try {
      return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      overdue.add(answer);
      thread.shutdownNow();
      thread = newThread();
      throw new SkeinException(
          Kind.USER, "DuckDB cannot parse this within " + patience.toMillis() + " ms", e);
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
          Thread thread = new Thread(null, task, "skein-parser", STACK_BYTES);
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
