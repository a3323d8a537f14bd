package dev.skein.runtime.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.split.TableStatistics.Column;
import dev.skein.runtime.split.TableStatistics.ForeignKey;
import dev.skein.runtime.split.TableStatistics.UniqueKey;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.TableSource.DuckDbTable;
import dev.skein.runtime.task.TableSource.ParquetTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableStatisticsSourceTest {
  private final TableStatisticsSource source = new TableStatisticsSource();
  private TestDatabase database;

  @BeforeEach
  void open() throws SQLException {
    database = TestDatabase.inMemory();
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  private TableStatistics read(String table) {
    return source.read(database.connection, "", new DuckDbTable("main", table));
  }

  @Test
  void columnsHaveDistinctCountsRangesAndNullability() throws SQLException {
    database.run(
        """
        CREATE TABLE t AS SELECT i, i % 100 AS few, CASE WHEN i % 2 = 0 THEN i END AS half,
          -i::DECIMAL(9, 2) AS d, DATE '1970-01-02' + (i % 10)::INTEGER AS day,
          TIMESTAMP '1970-01-01 00:00:01.5' AS ts, TIMESTAMPTZ '1970-01-01 01:00:00+00' AS tz,
          TIME '00:01:00' AS time, i > 5 AS flag, 'x' || i AS s, NULL::INTEGER AS nothing,
          'infinity'::DATE AS ever, [i] AS l, {'a': i} AS st
        FROM range(10000) r(i)""");

    TableStatistics statistics = read("t");

    assertEquals(OptionalLong.of(10_000), statistics.rows());
    Column i = column(statistics, "i");
    assertTrue(Math.abs(i.distinctValues().getAsLong() - 10_000) < 2_000, i::toString);
    assertEquals(Optional.of("9999"), i.max());
    assertFalse(i.mayBeNull());
    long few = column(statistics, "few").distinctValues().getAsLong();
    assertTrue(few > 70 && few < 130, "about 100 but " + few);
    assertTrue(column(statistics, "half").mayBeNull());
    assertRange(-9_999, 0, column(statistics, "d"));
    assertRange(86_400, 864_000, column(statistics, "day"));
    assertRange(1.5, 1.5, column(statistics, "ts"));
    assertRange(3_600, 3_600, column(statistics, "tz"));
    assertRange(60, 60, column(statistics, "time"));
    assertRange(0, 1, column(statistics, "flag"));
    assertEquals(Optional.of("x0"), column(statistics, "s").min());
    assertEquals(OptionalDouble.empty(), column(statistics, "s").low());
    assertEquals(Optional.empty(), column(statistics, "nothing").min());
    assertTrue(column(statistics, "nothing").mayBeNull());
    assertEquals(OptionalDouble.empty(), column(statistics, "ever").high());
    assertEquals(Optional.empty(), column(statistics, "l").min());
  }

  private static Column column(TableStatistics statistics, String name) {
    Column column = statistics.columns().get(name);
    assertTrue(column != null, name);
    return column;
  }

  private static void assertRange(double low, double high, Column column) {
    assertEquals(OptionalDouble.of(low), column.low());
    assertEquals(OptionalDouble.of(high), column.high());
  }

  @Test
  void constraintsAreKeys() throws SQLException {
    database.run(
        "CREATE TABLE parent (a INTEGER, b INTEGER, c VARCHAR UNIQUE, PRIMARY KEY (a, b))",
        "CREATE TABLE child (x INTEGER, y INTEGER, FOREIGN KEY (x, y) REFERENCES parent (a, b))");

    assertEquals(
        List.of(new UniqueKey(List.of("a", "b"), true), new UniqueKey(List.of("c"), false)),
        read("parent").keys());
    assertEquals(
        List.of(new ForeignKey(List.of("x", "y"), "parent", List.of("a", "b"))),
        read("child").foreignKeys());
    assertEquals(List.of(), read("child").keys());
  }

  @Test
  void aTableWithoutRowsHasKeysOnly() throws SQLException {
    database.run("CREATE TABLE t (a INTEGER PRIMARY KEY)");

    TableStatistics statistics = read("t");

    assertEquals(OptionalLong.of(0), statistics.rows());
    assertEquals(0, statistics.columns().size());
    assertEquals(1, statistics.keys().size());
  }

  @Test
  void aViewHasNone() throws SQLException {
    database.run("CREATE VIEW v AS SELECT 1 AS x");

    assertEquals(TableStatistics.UNKNOWN, read("v"));
  }

  @Test
  void statisticsAreReadAgainWhenTheTableGrows() throws SQLException {
    database.run("CREATE TABLE t AS SELECT range AS i FROM range(10)");
    TableStatistics first = read("t");

    assertSame(first, read("t"));
    database.run("INSERT INTO t SELECT range FROM range(100)");

    assertEquals(OptionalLong.of(110), read("t").rows());
  }

  @Test
  void parquetFilesTellTheirRowsAndOneItsRangesToo(@TempDir Path folder) throws SQLException {
    String one = folder.resolve("one.parquet").toString();
    String two = folder.resolve("two.parquet").toString();
    database.run(
        "COPY (SELECT range AS i FROM range(1000)) TO " + Quoting.literal(one),
        "COPY (SELECT range AS i FROM range(500)) TO " + Quoting.literal(two));

    TableStatistics single =
        source.read(database.connection, "1", new ParquetTable("p", List.of(one)));
    TableStatistics both =
        source.read(database.connection, "1", new ParquetTable("q", List.of(one, two)));

    assertEquals(OptionalLong.of(1_000), single.rows());
    assertRange(0, 999, column(single, "i"));
    assertFalse(column(single, "i").mayBeNull());
    assertEquals(OptionalLong.of(1_500), both.rows());
    assertEquals(0, both.columns().size());
  }

  @Test
  void storedBytesAreCountedInBlocksOrFiles(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("t.db");
    Path parquet = folder.resolve("t.parquet");
    database.run(
        "ATTACH " + Quoting.literal(file.toString()) + " AS data",
        "USE data",
        "CREATE TABLE t AS SELECT hash(range) AS h FROM range(1000000)",
        "CREATE TABLE nothing (i INTEGER)",
        "CHECKPOINT",
        "COPY t TO " + Quoting.literal(parquet.toString()));

    long bytes = source.bytes(database.connection, new DuckDbTable("main", "t")).getAsLong();

    assertTrue(bytes > 7_000_000 && bytes <= Files.size(file), "8 MB of hashes took " + bytes);
    assertEquals(
        OptionalLong.empty(),
        source.bytes(database.connection, new DuckDbTable("main", "nothing")));
    assertEquals(
        OptionalLong.of(Files.size(parquet)),
        source.bytes(database.connection, new ParquetTable("p", List.of(parquet.toString()))));
  }
}
