package dev.skein.runtime.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.task.ColumnBound;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.Stage;
import dev.skein.runtime.task.TableSource;
import dev.skein.runtime.task.TableSource.DuckDbTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A DuckDB database of a test, and what tests ask about the splits of its tables. */
final class TestDatabase implements AutoCloseable {
  private static final Pattern ROW_GROUPS =
      Pattern.compile("\"total_row_groups_scanned\"\\s*:\\s*(\\d+)");

  final Connection connection;

  private TestDatabase(Connection connection) {
    this.connection = connection;
  }

  static TestDatabase inMemory() throws SQLException {
    return new TestDatabase(DriverManager.getConnection("jdbc:duckdb:"));
  }

  static TestDatabase writable(Path file) throws SQLException {
    return new TestDatabase(DriverManager.getConnection("jdbc:duckdb:" + file));
  }

  /** As an embedded worker opens a file. */
  static TestDatabase readOnly(Path file) throws SQLException {
    TestDatabase database = inMemory();
    database.run("ATTACH " + Quoting.literal(file.toString()) + " AS data (READ_ONLY)", "USE data");
    return database;
  }

  void run(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The only row of a query, as text. */
  String row(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertTrue(rows.next(), sql);
      List<String> values = new ArrayList<>();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        values.add(rows.getString(i));
      }
      return String.join(",", values);
    }
  }

  SplitPlan cut(String version, String table, int slots, boolean small, ColumnBound... bounds) {
    return new RowGroupSplitSource()
        .cut(connection, version, driver(table, bounds), slots, 4, small);
  }

  static Stage.Driver driver(String table, ColumnBound... bounds) {
    return new Stage.Driver(new DuckDbTable("main", table), List.of(bounds));
  }

  /** Asserts that every row is in exactly one split. */
  void assertCovers(SplitPlan plan, String from) throws SQLException {
    assertCovers(plan, from, "TRUE");
  }

  /** Asserts that every row that satisfies a condition is in exactly one split. */
  void assertCovers(SplitPlan plan, String from, String where) throws SQLException {
    assertEquals(
        row(
            "SELECT count(*), coalesce(sum(hash(t)), 0)::HUGEINT FROM "
                + from
                + " AS t WHERE "
                + where),
        sum(plan, from, where),
        () -> plan + " over " + from);
  }

  private String sum(SplitPlan plan, String from, String where) throws SQLException {
    StringBuilder all = new StringBuilder();
    for (Split split : plan.splits()) {
      all.append(all.isEmpty() ? "" : " UNION ALL ")
          .append("SELECT count(*) AS n, coalesce(sum(hash(t)), 0)::HUGEINT AS h FROM ")
          .append(from)
          .append(" AS t WHERE (")
          .append(split.condition())
          .append(") AND ")
          .append(where);
    }
    return row("SELECT sum(n)::BIGINT, sum(h)::HUGEINT FROM (" + all + ")");
  }

  /** How many row groups DuckDB scans to answer a condition. */
  int rowGroupsScanned(String from, String condition) throws SQLException {
    String sql =
        "EXPLAIN (ANALYZE, FORMAT json) SELECT sum(hash(t)) FROM "
            + from
            + " AS t WHERE ("
            + condition
            + ")";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertTrue(rows.next());
      Matcher scanned = ROW_GROUPS.matcher(rows.getString(2));
      assertTrue(scanned.find(), rows.getString(2));
      return Integer.parseInt(scanned.group(1));
    }
  }

  /** Asserts that no row group is scanned for two splits. */
  void assertAligned(SplitPlan plan, String from) throws SQLException {
    int scanned = 0;
    for (Split split : plan.splits()) {
      int groups = rowGroupsScanned(from, split.condition());
      if (split instanceof Split.RowGroups rowGroups) {
        assertEquals(rowGroups.groups(), groups, split::describe);
      }
      scanned += groups;
    }
    assertEquals(rowGroupsScanned(from, "TRUE"), scanned, () -> plan + " over " + from);
  }

  static TableSource table(String name) {
    return new DuckDbTable("main", name);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
