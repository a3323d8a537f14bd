package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a query may take, and how many there may be: set by a model and by a connection. */
@Timeout(120)
class LimitsTest {
  /** Runs for hours unless it is stopped. */
  private static final String ENDLESS =
      "select count(*) from t a, t b, t c where a.i + b.i + c.i = 7";

  /** Its result is held open until it is closed. */
  private static final String ROWS = "select i from t";

  private static final String ADMISSION = "53000";
  private static final String CANCELLED = "57014";

  @TempDir static Path folder;

  @BeforeAll
  static void createData() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("t.duckdb"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t AS SELECT range AS i FROM range(1000000)");
    }
  }

  private static Connection connect(String properties, Object... operands)
      throws IOException, SQLException {
    Map<String, Object> operand =
        new HashMap<>(Map.of("database", folder.resolve("t.duckdb").toString(), "workers", 2));
    for (int i = 0; i < operands.length; i += 2) {
      operand.put((String) operands[i], operands[i + 1]);
    }
    Path model = ModelFile.of(operand).write(folder, "model" + operand.hashCode());
    return DriverManager.getConnection("jdbc:skein:model=" + model + properties);
  }

  private static String read(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static SQLException fails(Connection connection, String sql) {
    return assertThrows(SQLException.class, () -> read(connection, sql));
  }

  /** Avatica wraps what it throws, and the wrapping has no state. */
  private static String state(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SQLException e && e.getSQLState() != null) {
        return e.getSQLState();
      }
    }
    return "none";
  }

  private static void endsInTime(Connection connection, String limit) {
    SQLException failure = fails(connection, ENDLESS);
    assertTrue(Oracle.messages(failure).contains("timeout of " + limit), failure.toString());
    assertEquals(CANCELLED, state(failure));
  }

  // -- time

  @Test
  void aConnectionLimitsTheTimeOfItsQueries() throws Exception {
    try (Connection connection = connect(";queryTimeout=0.3")) {
      endsInTime(connection, "300 ms");
      assertEquals("1000000", read(connection, "select count(*) from t"));
    }
  }

  @Test
  void theShortestOfTheTimeLimitsWins() throws Exception {
    try (Connection connection = connect("", "queryTimeout", 0.3)) {
      endsInTime(connection, "300 ms");
    }
    try (Connection connection = connect(";queryTimeout=0.2", "queryTimeout", 100)) {
      endsInTime(connection, "200 ms");
    }
    try (Connection connection = connect(";queryTimeout=100", "queryTimeout", 0.2)) {
      endsInTime(connection, "200 ms");
    }
  }

  // -- memory

  @Test
  void aQueryWithLittleMemorySpillsAndGivesTheSameRows() throws Exception {
    String sql =
        "select sum(i * place) from (select i, row_number() over (order by i % 1000, i) as place"
            + " from t) q";
    try (Connection plain = connect("");
        Connection small = connect(";queryMemory=1MB");
        Connection operand = connect("", "queryMemory", "2MiB")) {
      String sum = read(plain, sql);
      assertEquals(sum, read(small, sql));
      assertEquals(sum, read(operand, sql));
    }
  }

  // -- how many

  @Test
  void aQueryTooManyIsRefusedAtOnceWhenNoneMayWait() throws Exception {
    try (Connection connection = connect("", "maxQueries", 1, "maxQueuedQueries", 0);
        Statement statement = connection.createStatement()) {
      try (ResultSet open = statement.executeQuery(ROWS)) {
        assertTrue(open.next());
        SQLException failure = fails(connection, ROWS);
        assertTrue(Oracle.messages(failure).contains("1 query runs"), failure.toString());
        assertTrue(Oracle.messages(failure).contains("'maxQueries'"), failure.toString());
        assertEquals(ADMISSION, state(failure));
      }
      assertEquals("1000000", read(connection, "select count(*) from t"));
    }
  }

  @Test
  void aQueryThatWaitsTooLongIsRefused() throws Exception {
    try (Connection connection =
            connect("", "maxQueries", 1, "maxQueuedQueries", 1, "queueTimeout", 0.2);
        Statement statement = connection.createStatement();
        ResultSet open = statement.executeQuery(ROWS)) {
      assertTrue(open.next());
      SQLException failure = fails(connection, ROWS);
      assertTrue(Oracle.messages(failure).contains("none has ended for 200 ms"), "" + failure);
      assertEquals(ADMISSION, state(failure));
    }
  }

  @Test
  void aQueryThatWaitsRunsOutOfItsTimeAndCanBeCancelled() throws Exception {
    try (Connection connection = connect("", "maxQueries", 1, "queueTimeout", 100);
        Connection limited = connect(";queryTimeout=0.2", "maxQueries", 1, "queueTimeout", 100);
        Statement statement = connection.createStatement();
        ResultSet open = statement.executeQuery(ROWS)) {
      assertTrue(open.next());
      SQLException failure = fails(limited, ROWS);
      assertTrue(Oracle.messages(failure).contains("while it waited"), failure.toString());
      assertEquals(CANCELLED, state(failure));
      try (Statement waiting = connection.createStatement()) {
        CompletableFuture<ResultSet> result =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return waiting.executeQuery(ROWS);
                  } catch (SQLException e) {
                    throw new CompletionException(e);
                  }
                });
        while (!result.isDone()) {
          waiting.cancel();
          Thread.onSpinWait();
        }
        Throwable cause =
            assertThrows(Exception.class, () -> result.get(20, TimeUnit.SECONDS)).getCause();
        assertEquals(CANCELLED, state(cause), cause.toString());
      }
    }
  }

  @Test
  void aQueryThatWaitsGoesOnWhenAnotherEnds() throws Exception {
    try (Connection connection = connect("", "maxQueries", 1);
        Statement statement = connection.createStatement()) {
      ResultSet open = statement.executeQuery(ROWS);
      assertTrue(open.next());
      CompletableFuture<String> waiting =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return read(connection, "select count(*) from t");
                } catch (SQLException e) {
                  throw new CompletionException(e);
                }
              });
      open.close();
      assertEquals("1000000", waiting.get(20, TimeUnit.SECONDS));
    }
  }

  // -- what is no limit

  @Test
  void aWrongLimitIsNamed() {
    for (String property : new String[] {"queryTimeout=0", "queryTimeout=x", "queryMemory=lots"}) {
      SQLException failure =
          assertThrows(SQLException.class, () -> connect(";" + property).close(), property);
      assertTrue(
          failure.getMessage().contains(property.replaceAll("=.*", "")), failure.getMessage());
    }
    for (Object[] operand :
        new Object[][] {
          {"queryTimeout", "soon"},
          {"queryTimeout", -1},
          {"queryMemory", 5},
          {"queryMemory", "lots"},
          {"maxQueries", 0},
          {"maxQueuedQueries", -1},
          {"queueTimeout", "x"},
          {"workerTimeout", 0},
          {"tokenFile", 7},
          {"tlsCert", "x.pem"},
          {"nosuch", 1}
        }) {
      String failure =
          Oracle.messages(
              assertThrows(
                  SQLException.class, () -> connect("", operand).close(), "" + operand[0]));
      String named = operand[0].equals("tlsCert") ? "tlsKey" : (String) operand[0];
      assertTrue(failure.contains("'" + named + "'"), failure);
    }
  }
}
