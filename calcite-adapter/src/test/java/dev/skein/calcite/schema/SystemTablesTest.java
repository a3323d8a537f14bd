package dev.skein.calcite.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemTablesTest {
  private static final String FACTORY =
      "\"type\": \"custom\", \"factory\":"
          + " \"dev.skein.calcite.schema.DistributedSchemaFactory\"";

  @TempDir static Path folder;
  private static Path model;

  /** Each test has runtimes of its own, and with them a history of its own. */
  private static int runs;

  private String s = "";

  @BeforeAll
  static void makeDatabase() throws SQLException {
    for (String file : List.of("data", "other")) {
      try (Connection connection =
              DriverManager.getConnection("jdbc:duckdb:" + folder.resolve(file + ".duckdb"));
          Statement statement = connection.createStatement()) {
        statement.execute(
            "CREATE TABLE big AS SELECT range AS id, range % 7 AS category, 'n' || range AS name"
                + " FROM range(500000)");
        statement.execute("CREATE TABLE small AS SELECT range AS id FROM range(100)");
        statement.execute("CREATE VIEW few AS SELECT * FROM big WHERE id < 10");
      }
    }
  }

  @BeforeEach
  void makeModel() throws IOException {
    s = "s" + ++runs;
    model =
        write(
            schema(s, "data", "\"workers\": 4"),
            schema(s + "_other", "other", "\"workers\": 2"),
            schema(s + "_alone", "data", "\"workers\": 0"));
  }

  private static String schema(String name, String file, String workers) {
    return """
        {"name": "%s", %s, "operand": {
          "database": "%s.duckdb", "distribution": "always", %s}}"""
        .formatted(name, FACTORY, file, workers);
  }

  private static Path write(String... schemas) throws IOException {
    return Files.writeString(
        folder.resolve("model" + runs + ".json"),
        "{\"version\": \"1.0\", \"schemas\": [" + String.join(",\n", schemas) + "]}");
  }

  private static Connection connect(String driver) throws SQLException {
    return DriverManager.getConnection("jdbc:" + driver + ":model=" + model);
  }

  /** The rows, each as its values separated by a bar. */
  private static List<String> read(Connection connection, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
          row.append(i == 1 ? "" : "|").append(result.getString(i));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          select name from %s.big where id = 122880              | CONCATENATE
          select count(*), sum(id) from %s.big                   | AGGREGATE_MERGE
          select category, count(*) from %s.big group by category | GROUP_BY_MERGE
          select id from %s.big order by id desc limit 3         | MERGE_SORTED
          select distinct category from %s.big                   | DISTINCT_MERGE
          """)
  void queriesSayHowTheyWereMerged(String sql, String merge) throws SQLException {
    try (Connection connection = connect("skein")) {
      int rows = read(connection, sql.formatted(s)).size();
      assertEquals(
          List.of(s + "|" + merge + "|" + rows + "|FINISHED|null"),
          read(
              connection,
              "select schema, merge_strategy, \"rows\", state, error from skein.queries"));
    }
  }

  @Test
  void aLargeTableRunsAsOneTaskForEachRowGroup() throws SQLException {
    try (Connection connection = connect("skein")) {
      assertEquals(List.of("500000"), read(connection, "select count(*) from " + s + ".big"));
      assertEquals(
          List.of("ROW_GROUP_PARTITION|true"),
          read(connection, "select execution_mode, tasks_generated >= 5 from skein.queries"));
      assertEquals(
          List.of("5|5|5|5|1"),
          read(
              connection,
              "select count(*), count(distinct task_id), count(distinct split), min(total),"
                  + " max(\"rows\") from skein.tasks where stage = 0 and state = 'FINISHED'"));
      assertEquals(
          List.of("0"),
          read(
              connection,
              "select count(*) from skein.tasks t where task_id <>"
                  + " query_id || '.' || stage || '.' || task"
                  + " or query_id not in (select query_id from skein.queries)"));
    }
  }

  @Test
  void aSmallTableRunsAsOneTaskOnOneWorker() throws SQLException {
    try (Connection connection = connect("skein")) {
      read(connection, "select id from " + s + ".small");
      assertEquals(
          List.of("DELEGATED|1|1|100"),
          read(
              connection,
              "select execution_mode, tasks_generated, workers_used, \"rows\""
                  + " from skein.queries"));
      assertEquals(List.of("whole"), read(connection, "select split from skein.tasks"));
      assertEquals(
          List.of("select id from " + s + ".small"),
          read(connection, "select sql from skein.queries"));
    }
  }

  @Test
  void withoutWorkersQueriesAreLocal() throws SQLException {
    try (Connection connection = connect("skein")) {
      read(connection, "select sum(id) from " + s + "_alone.big");
      assertEquals(
          List.of(s + "_alone|LOCAL|FINISHED"),
          read(connection, "select schema, execution_mode, state from skein.queries"));
    }
  }

  @Test
  void aFailedQueryKeepsItsError() throws SQLException {
    try (Connection connection = connect("skein")) {
      assertThrows(
          SQLException.class,
          () -> read(connection, "select cast(name as integer) from " + s + ".big"));
      assertEquals(
          List.of("FAILED|true"),
          read(connection, "select state, error like '%n%' from skein.queries"));
      assertTrue(
          read(connection, "select error from skein.tasks where state = 'FAILED'").size() > 0);
    }
  }

  @Test
  void theSchemasOfAConnectionShareTheTables() throws SQLException {
    try (Connection connection = connect("skein")) {
      read(connection, "select count(*) from " + s + ".small");
      read(connection, "select count(*) from " + s + "_other.small");
      String own = " where schema in ('" + s + "', '" + s + "_other')";
      assertEquals(
          List.of(s, s + "_other"),
          read(connection, "select schema from skein.queries" + own + " order by start_time"));
      assertEquals(
          List.of(s + "|4|1|0", s + "_other|2|1|0"),
          read(
              connection,
              "select schema, count(*), min(slots), max(running) from skein.workers"
                  + own
                  + " group by schema order by schema"));
      assertEquals(
          List.of(
              s + "|big|TABLE|5|500000|true",
              s + "|few|VIEW|null|null|null",
              s + "|small|TABLE|1|100|true"),
          read(
              connection,
              "select schema, \"table\", kind, row_groups, \"rows\", bytes > 0 from skein.tables"
                  + " where schema = '"
                  + s
                  + "' order by \"table\""));
    }
  }

  @Test
  void aPlainCalciteConnectionReadsThemUnquoted() throws SQLException {
    try (Connection connection = connect("calcite")) {
      read(connection, "select count(*) from \"" + s + "\".\"big\"");
      assertEquals(
          List.of(s + "|FINISHED"), read(connection, "select schema, state from skein.queries"));
      assertEquals(
          List.of("FINISHED"), read(connection, "select \"state\" from \"skein\".\"queries\""));
      assertTrue(read(connection, "select * from skein.tasks").size() > 0);
      assertEquals(
          List.of("6"),
          read(connection, "select count(*) from skein.workers where schema not like '%alone'"));
      assertEquals(9, read(connection, "select * from skein.tables").size());
      delete(connection, "delete from skein.queries", 1);
    }
  }

  @Test
  void lookingDoesNotAddToTheHistory() throws SQLException {
    try (Connection connection = connect("skein")) {
      read(connection, "explain plan for select count(*) from " + s + ".big");
      for (String table : List.of("queries", "tasks", "workers", "tables")) {
        read(connection, "select count(*) from skein." + table);
      }
      assertEquals(List.of("0"), read(connection, "select count(*) from skein.queries"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"skein", "calcite"})
  void deletingAQueryForgetsItAndItsTasks(String driver) throws SQLException {
    try (Connection connection = connect(driver)) {
      read(connection, "select count(*) from \"" + s + "\".\"big\"");
      read(connection, "select count(*) from \"" + s + "\".\"small\"");
      read(connection, "select count(*) from \"" + s + "_other\".\"small\"");
      delete(connection, "delete from skein.queries where tasks_generated > 2", 1);
      assertEquals(List.of("2|2"), read(connection, COUNTS));
      delete(connection, "delete from skein.queries", 2);
      assertEquals(List.of("0|0"), read(connection, COUNTS));
      delete(connection, "delete from skein.queries", 0);
    }
  }

  private static final String COUNTS =
      "select (select count(*) from skein.queries), (select count(distinct query_id) from"
          + " skein.tasks)";

  private static void delete(Connection connection, String sql, int expected) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      assertEquals(expected, statement.executeUpdate(sql));
    }
  }

  @Test
  void aQueryThatRunsCannotBeForgotten() throws SQLException {
    // The history is the runtime's, which is open as long as one connection is.
    try (Connection observer = connect("skein")) {
      try (Connection connection = connect("skein");
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("select id from " + s + ".big")) {
        assertTrue(rows.next());
        delete(connection, "delete from skein.queries", 0);
        assertEquals(List.of("RUNNING"), read(connection, "select state from skein.queries"));
      }
      assertEquals(List.of("CANCELLED"), read(observer, "select state from skein.queries"));
    }
  }

  @Test
  void nothingElseCanBeChanged() throws SQLException {
    try (Connection connection = connect("skein");
        Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "delete from skein.tasks",
              "insert into skein.queries select * from skein.queries",
              "update skein.queries set state = 'FINISHED'",
              "update skein.workers set state = 'ACTIVE' where slots = 1",
              "insert into " + s + ".small select * from " + s + ".small",
              "update " + s + ".small set id = 1",
              "delete from " + s + ".small",
              "merge into "
                  + s
                  + ".small as t using (values (1)) as v (id) on t.id = v.id"
                  + " when matched then update set id = 2")) {
        SQLException e = assertThrows(SQLException.class, () -> statement.executeUpdate(sql), sql);
        Throwable cause = e;
        while (cause.getCause() != null) {
          cause = cause.getCause();
        }
        assertTrue(cause.getMessage().contains(" is not possible: "), sql + ": " + cause);
      }
    }
  }

  @Test
  void theHistoryIsBounded() throws SQLException {
    try (Connection connection = connect("skein");
        PreparedStatement statement =
            connection.prepareStatement("select id from " + s + ".small where id = 1")) {
      for (int i = 0; i < 1_010; i++) {
        try (ResultSet rows = statement.executeQuery()) {
          assertTrue(rows.next());
        }
      }
      assertEquals(List.of("1000|1000"), read(connection, COUNTS));
    }
  }

  @Test
  void timesAreWallClockTimesOfTheConnection() throws SQLException {
    try (Connection connection = connect("skein")) {
      Instant before = Instant.now();
      read(connection, "select count(*) from " + s + ".small");
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "select start_time, duration_ms, workers_used from skein.queries"
                      + " where start_time > localtimestamp - interval '1' hour")) {
        assertTrue(row.next());
        assertEquals(Types.TIMESTAMP, row.getMetaData().getColumnType(1));
        assertEquals(Types.BIGINT, row.getMetaData().getColumnType(2));
        assertEquals(Types.INTEGER, row.getMetaData().getColumnType(3));
        Timestamp start = row.getTimestamp(1);
        Duration apart = Duration.between(before, start.toInstant()).abs();
        assertTrue(apart.compareTo(Duration.ofMinutes(1)) < 0, apart.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSchemaOfTheUserOfThatNameWins(boolean first) throws IOException, SQLException {
    String users = schema("skein", "other", "\"workers\": 1");
    String ours = schema(s, "data", "\"workers\": 4");
    model = first ? write(users, ours) : write(ours, users);
    try (Connection connection = connect("skein")) {
      assertEquals(List.of("100"), read(connection, "select count(*) from skein.small"));
      assertThrows(
          SQLException.class, () -> read(connection, "select count(*) from skein.queries"));
    }
  }
}
