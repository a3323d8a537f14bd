package dev.skein.e2e.chaos;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/** The queries of the chaos tests, the data that they read, and what plain DuckDB answers. */
final class Workload {
  private static final String TABLES =
      """
      CREATE TABLE facts AS
      SELECT i AS id, (i * 7919 %% 1000)::INTEGER AS k, (i %% 97)::INTEGER AS g,
        ((i * 31 %% 100000) / 100)::DECIMAL(10,2) AS price,
        'text ' || i * 7 %% 1009 || repeat('x', (i %% 40)::INTEGER) AS note
      FROM range(%d) AS t(i);
      CREATE TABLE dims AS SELECT i::INTEGER AS k, 'name ' || i AS name FROM range(1000) AS t(i);
      """;

  /** Small enough that a table has tens of row groups. */
  private static final int ROW_GROUP_SIZE = 12_288;

  private final List<Query> queries;

  /**
   * A query and its answer.
   *
   * @param expected what plain DuckDB returns
   */
  record Query(String sql, Digest expected) {}

  private Workload(List<Query> queries) {
    this.queries = queries;
  }

  /** Writes the database and asks plain DuckDB for the answers. */
  static Workload create(Path database, long rows) throws SQLException {
    write(database, rows);
    Properties readOnly = new Properties();
    readOnly.setProperty("duckdb.read_only", "true");
    readOnly.setProperty("jdbc_instance_cache", "false");
    try (Connection plain = DriverManager.getConnection("jdbc:duckdb:" + database, readOnly)) {
      return new Workload(texts().stream().map(sql -> new Query(sql, run(plain, sql))).toList());
    }
  }

  /** Writes the tables of so many rows into a new file. */
  static void write(Path database, long rows) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "ATTACH '" + database + "' AS chaos (ROW_GROUP_SIZE " + ROW_GROUP_SIZE + ")");
      statement.execute("USE chaos");
      statement.execute(TABLES.formatted(rows));
      statement.execute("USE memory");
      statement.execute("DETACH chaos");
    }
  }

  private static List<String> texts() {
    return List.of(
        "select count(*), sum(price), min(id), max(note) from facts",
        "select g, count(*), sum(price), avg(k) from facts group by g",
        "select d.name, count(*), max(f.price) from facts f join dims d on f.k = d.k"
            + " where d.k % 7 = 0 group by d.name",
        // Its tasks read the whole output of another stage.
        "select f.g, count(*) from facts f join (select k, max(price) as m from facts group by k) x"
            + " on f.k = x.k and f.price = x.m group by f.g",
        "select id, note from facts order by note, id limit 1000",
        "select id, k, note from facts order by note, id",
        "select * from facts where id % 2 = 0",
        "select count(distinct note), count(distinct k) from facts",
        "select g, id from (select g, id, row_number() over (partition by g order by price desc, id)"
            + " as n from facts) where n <= 3",
        "select id from facts where k = 77 union all select k from dims");
  }

  List<Query> queries() {
    return queries;
  }

  /** Reads the answer of a query. */
  static Digest run(Connection connection, String sql) {
    try {
      Statement statement;
      synchronized (connection) { // in which Calcite keeps its statements without a lock
        statement = connection.createStatement();
      }
      try {
        return run(statement, sql);
      } finally {
        synchronized (connection) {
          statement.close();
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  static Digest run(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      return Digest.of(result, sql.contains(" order by note"));
    }
  }
}
