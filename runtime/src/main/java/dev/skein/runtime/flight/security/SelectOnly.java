package dev.skein.runtime.flight.security;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.Task;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Lets a task's SQL pass only if it is one statement that does nothing but read.
 *
 * <p>DuckDB says so itself: {@code json_serialize_sql} parses a text and writes its tree, but only
 * of SELECT statements. What still has to be found in the tree (DuckDB 2.0.0): several statements,
 * which the JDBC driver would run one after the other; a WITH whose query copies, inserts, updates
 * or deletes ({@code COPY_QUERY_NODE} and its like); and functions that do more than read. Table
 * functions are of all kinds, from {@code arrow_scan}, which takes raw pointers, to {@code query},
 * which runs a text, so those that lowered queries use are listed; scalar functions compute, except
 * a few.
 *
 * <p>Parsing costs about as much as a task of one row group (0.7 ms), so what passed is remembered
 * and the tasks of a stage, which differ only in their split, count as one text. Replacing a
 * split's condition by TRUE cannot change what kind of statement a text is: the condition is
 * written here, from numbers, in parentheses, without quotes, comments or semicolons.
 */
public final class SelectOnly implements AutoCloseable {
  private static final Set<String> READING_NODES =
      Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE");
  private static final String NODE_SUFFIX = "_NODE";

  private static final Set<String> TABLE_FUNCTIONS =
      Set.of(
          "generate_series",
          "json_each",
          "json_tree",
          "parquet_scan",
          "range",
          "read_parquet",
          "unnest");
  private static final Set<String> REFUSED_FUNCTIONS =
      Set.of("current_setting", "getenv", "nextval", "setseed", "setval", "sleep_ms", "write_log");

  private static final long REMEMBERED_CHARACTERS = 8 << 20;
  private static final int MAX_DEPTH = 20_000;

  /** The object in the array in the object that is the tree. */
  private static final int STATEMENT_DEPTH = 3;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final int PATIENCE_SECONDS = 5;
  private static final int MAX_STUCK = 3;

  private final DuckDBConnection parser;
  private final Cache<String, Boolean> passed =
      Caffeine.newBuilder()
          .maximumWeight(REMEMBERED_CHARACTERS)
          .weigher((String sql, Boolean yes) -> sql.length())
          .build();

  private ExecutorService thread = newThread();
  private volatile int stuck;

  /** Opens a DuckDB instance that only parses. */
  public SelectOnly() {
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
   * Checks a task's SQL.
   *
   * @throws SkeinException of kind USER if it is anything but one SELECT
   */
  public void check(Task task) {
    String sql = withoutSplit(task);
    if (passed.getIfPresent(sql) == null) {
      String objection = objection(sql);
      if (objection != null) {
        throw new SkeinException(
            Kind.USER,
            "Task "
                + task.id()
                + " was refused: a worker runs one SELECT that only reads, and "
                + objection);
      }
      passed.put(sql, true);
    }
  }

  private static String withoutSplit(Task task) {
    return task.split() instanceof Split.ParquetRowGroups
            || task.split() instanceof Split.ParquetFiles
        ? task.sql()
        : task.sql().replace("(" + task.split().condition() + ")", "(TRUE)");
  }

  /**
   * What is wrong with a text, if something is. One at a time: the tree of a text is many times its
   * size.
   *
   * <p>DuckDB's parser (2.0.0) takes exponential time for some texts, such as {@code WITH a AS (}
   * again and again, and nothing interrupts it. So it runs in a thread that is left to itself if it
   * takes too long; when that has happened a few times, this process is given up.
   */
  private synchronized @Nullable String objection(String sql) {
    if (isStuck()) {
      throw new SkeinException(
          Kind.WORKER_LOST,
          "The worker was given texts that DuckDB cannot parse in time; restart it");
    }
    Future<@Nullable String> parsed = thread.submit(() -> parse(sql));
    try {
      return parsed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      stuck++;
      thread.shutdownNow();
      thread = newThread();
      return "DuckDB cannot parse this within " + PATIENCE_SECONDS + " s";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkeinException(Kind.CANCELLED, "Interrupted while a task was checked", e);
    } catch (ExecutionException e) {
      throw new SkeinException(Kind.INTERNAL, "A task cannot be checked: " + e.getCause(), e);
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

  /** Whether so many texts were too hard that no more are tried. */
  public boolean isStuck() {
    return stuck >= MAX_STUCK;
  }

  private @Nullable String parse(String sql) {
    try (Connection connection = parser.duplicate();
        PreparedStatement serialize = connection.prepareStatement("SELECT json_serialize_sql(?)")) {
      serialize.setString(1, sql);
      try (ResultSet row = serialize.executeQuery()) {
        row.next();
        return objectionTo(row.getString(1));
      }
    } catch (SQLException | IOException e) {
      return "DuckDB cannot parse this: " + e.getMessage();
    }
  }

  /** What is open around a place in the tree: the field it is the value of, and its type. */
  private static final class Scope {
    private final @Nullable String field;
    private @Nullable String type;

    Scope(@Nullable String field) {
      this.field = field;
    }
  }

  private static @Nullable String objectionTo(String tree) throws IOException {
    Deque<Scope> scopes = new ArrayDeque<>();
    int statements = 0;
    boolean error = false;
    String says = "";
    try (JsonParser json = JSON.createParser(tree)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        String name = json.currentName();
        if (token == JsonToken.START_OBJECT) {
          scopes.push(new Scope(name));
          if (json.getParsingContext().getNestingDepth() == STATEMENT_DEPTH) {
            statements++;
          }
        } else if (token == JsonToken.END_OBJECT) {
          scopes.pop();
        } else if (token == JsonToken.VALUE_TRUE && scopes.size() == 1 && "error".equals(name)) {
          error = true;
        } else if (token == JsonToken.VALUE_STRING && name != null) {
          if (scopes.size() == 1 && name.equals("error_message")) {
            says = json.getText();
          }
          String objection = objectionTo(name, json.getText(), scopes);
          if (objection != null) {
            return objection;
          }
        }
      }
    }
    if (error) {
      return "DuckDB says of this: " + says;
    }
    return statements == 1 ? null : "these are " + statements;
  }

  private static @Nullable String objectionTo(String name, String value, Deque<Scope> scopes) {
    Scope scope = scopes.element();
    if (name.equals("type")) {
      scope.type = value;
      return value.endsWith(NODE_SUFFIX) && !READING_NODES.contains(value)
          ? "this one also writes"
          : null;
    }
    if (!name.equals("function_name")) {
      return null;
    }
    String function = value.toLowerCase(Locale.ROOT);
    boolean refused =
        isOfTable(scopes)
            ? !TABLE_FUNCTIONS.contains(function)
            : REFUSED_FUNCTIONS.contains(function);
    return refused ? "this one calls " + function : null;
  }

  /** A table function is the field "function" of a TABLE_FUNCTION. */
  private static boolean isOfTable(Deque<Scope> scopes) {
    Iterator<Scope> outwards = scopes.iterator();
    return "function".equals(outwards.next().field)
        && outwards.hasNext()
        && "TABLE_FUNCTION".equals(outwards.next().type);
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
