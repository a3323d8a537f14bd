package dev.skein.runtime.combine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SortKey;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.task.TaskId;
import dev.skein.runtime.worker.DuckDbDatabase;
import dev.skein.runtime.worker.DuckDbSettings;
import dev.skein.runtime.worker.DuckDbWorker;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The oracle is DuckDB's own ORDER BY over all the rows. */
@Timeout(60)
class SortedMergeTest {
  private static final QueryId QUERY = new QueryId("q1");

  private final BufferAllocator allocator = new RootAllocator();
  private final DuckDbDatabase database = DuckDbDatabase.openInMemory("", DuckDbSettings.DEFAULTS);
  private final DuckDbWorker worker = new DuckDbWorker("w", 8, database, allocator);

  @AfterEach
  void nothingLeaks() {
    worker.close();
    database.close();
    allocator.close();
  }

  private void execute(String sql) throws Exception {
    try (DuckDBConnection connection = database.newConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private BatchStream run(String sql) {
    return worker.execute(
        new Task(
            new TaskId(QUERY, 0, 0),
            1,
            1,
            sql,
            List.of(),
            new DatabaseRef("", ""),
            List.of(),
            new Split.Whole(1),
            OptionalLong.empty()));
  }

  private List<String> rows(BatchStream stream) {
    List<String> rows = new ArrayList<>();
    try (stream;
        VectorSchemaRoot root = VectorSchemaRoot.create(stream.schema(), allocator)) {
      for (ArrowRecordBatch batch = stream.next(); batch != null; batch = stream.next()) {
        new VectorLoader(root).load(batch);
        batch.close();
        for (int i = 0; i < root.getRowCount(); i++) {
          List<String> row = new ArrayList<>();
          for (FieldVector column : root.getFieldVectors()) {
            row.add(text(column.getObject(i)));
          }
          rows.add(row.toString());
        }
      }
    }
    return rows;
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes ? Arrays.toString(bytes) : Objects.toString(value);
  }

  private static String orderBy(List<String> columns, List<SortKey> keys) {
    List<String> terms = new ArrayList<>();
    for (SortKey key : keys) {
      terms.add(
          columns.get(key.column())
              + (key.descending() ? " DESC" : " ASC")
              + (key.nullsFirst() ? " NULLS FIRST" : " NULLS LAST"));
    }
    return " ORDER BY " + String.join(", ", terms);
  }

  /** Merges parts of a table, with each part in DuckDB's order, and compares with all in one. */
  private void check(List<String> columns, List<SortKey> keys, int parts) {
    database.pin(QUERY, parts + 1);
    String select = "SELECT " + String.join(", ", columns) + " FROM t ";
    String order = orderBy(columns, keys);
    List<BatchStream> streams = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      streams.add(run(select + "WHERE part % " + parts + " = " + i + order));
    }
    List<String> expected = rows(run(select + order));
    List<String> actual = rows(new SortedMerge(streams, keys, allocator));
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), actual.get(i), "row " + i + " of " + select + order);
    }
    database.unpin(QUERY);
  }

  @Test
  void everyMergeableTypeKeepsTheOrderOfDuckDb() throws Exception {
    List<List<String>> values =
        List.of(
            List.of("BOOLEAN", "true", "false"),
            List.of("TINYINT", "-128", "127", "0", "-1"),
            List.of("SMALLINT", "-32768", "32767", "5"),
            List.of("INTEGER", "-2147483648", "2147483647", "0"),
            List.of("BIGINT", "-9223372036854775808", "9223372036854775807", "-1"),
            List.of("UTINYINT", "255", "0", "128", "127"),
            List.of("USMALLINT", "65535", "0", "32768"),
            List.of("UINTEGER", "4294967295", "0", "2147483648"),
            List.of("UBIGINT", "18446744073709551615", "0", "9223372036854775808"),
            List.of(
                "HUGEINT",
                "-170141183460469231731687303715884105728",
                "170141183460469231731687303715884105727",
                "-1",
                "18446744073709551616",
                "18446744073709551615",
                "-18446744073709551617"),
            List.of(
                "UHUGEINT", "340282366920938463463374607431768211455", "0", "18446744073709551616"),
            List.of("FLOAT", "'nan'", "'inf'", "'-inf'", "1.5", "-2.5", "1e-45"),
            List.of("DOUBLE", "'nan'", "'inf'", "'-inf'", "1.5", "-2.5", "4.9e-324"),
            List.of("DECIMAL(4,1)", "-999.9", "999.9", "0.1"),
            List.of("DECIMAL(9,2)", "-9999999.99", "0.01", "-0.01"),
            List.of("DECIMAL(18,3)", "-999999999999999.999", "5"),
            List.of(
                "DECIMAL(38,2)",
                "-999999999999999999999999999999999999.99",
                "999999999999999999999999999999999999.99",
                "-0.01"),
            List.of(
                "VARCHAR", "''", "'a'", "'ab'", "'Z'", "'ä'", "'😀'", "'\uFB01'", "'a' || chr(0)"),
            List.of("BLOB", "'\\x00'", "'\\xFF'", "'\\x7F'", "'\\xFF\\x00'", "''"),
            List.of("DATE", "'5877642-06-25 (BC)'", "'infinity'", "'-infinity'", "'2024-02-29'"),
            List.of("TIME", "'00:00:00'", "'23:59:59.999999'", "'24:00:00'"),
            List.of("TIMESTAMP", "'290309-12-22 (BC) 00:00:00'", "'infinity'", "'1970-01-01'"),
            List.of("TIMESTAMP_S", "'1960-01-01'", "'2024-01-01'"),
            List.of("TIMESTAMP_MS", "'1960-01-01'", "'2024-01-01'"),
            List.of("TIMESTAMP_NS", "'1960-01-01'", "'2024-01-01 00:00:00.000000001'"),
            List.of("TIMESTAMP WITH TIME ZONE", "'1960-01-01 00:00:00+00'", "'infinity'"),
            List.of(
                "UUID",
                "'00000000-0000-0000-0000-000000000000'",
                "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
                "'80000000-0000-0000-0000-000000000000'",
                "'7fffffff-ffff-ffff-ffff-ffffffffffff'"));
    for (List<String> type : values) {
      assertTrue(SortKey.isMergeable(type.get(0)), type.get(0));
      execute("CREATE OR REPLACE TABLE t (k " + type.get(0) + ", part INTEGER)");
      StringBuilder insert = new StringBuilder("INSERT INTO t VALUES (NULL, 0), (NULL, 1)");
      for (int i = 0; i < 3 * (type.size() - 1); i++) {
        String value = type.get(1 + i % (type.size() - 1));
        insert.append(", (CAST(").append(value).append(" AS ").append(type.get(0)).append("), ");
        insert.append(i).append(')');
      }
      execute(insert.toString());
      for (boolean descending : new boolean[] {true, false}) {
        for (boolean nullsFirst : new boolean[] {true, false}) {
          check(List.of("k"), List.of(new SortKey(0, descending, nullsFirst)), 3);
        }
      }
    }
  }

  @Test
  void zerosOfEitherSignAreEqual() throws Exception {
    execute(
        "CREATE TABLE t AS SELECT * FROM (VALUES (0.0::DOUBLE, 2, 0), (-0.0, 1, 1)) v(k, n, part)");
    check(List.of("k", "n"), List.of(new SortKey(0, false, true), new SortKey(1, false, true)), 2);
  }

  @Test
  void rowsOfEveryTypeAreCopiedAlong() throws Exception {
    execute(
        """
        CREATE TABLE t AS SELECT range AS k, range % 7 AS part,
          CASE WHEN range % 3 > 0 THEN repeat('x', (range % 50)::INT) || range END AS text,
          range % 2 = 0 AS flag, CASE WHEN range % 5 > 0 THEN range::HUGEINT END AS wide,
          [range, NULL, range + 1] AS list, {'a': range, 'b': 'b' || range} AS pair,
          CASE WHEN range % 4 > 0 THEN MAP {'k': range} END AS map,
          INTERVAL (range) DAY AS days, (range / 4)::DECIMAL(9,2) AS money,
          [range, range]::BIGINT[2] AS fixed
        FROM range(5_000) ORDER BY hash(range)""");
    List<String> columns =
        List.of("text", "flag", "wide", "list", "pair", "map", "days", "money", "fixed", "k");
    check(columns, List.of(new SortKey(9, true, false)), 7);
    check(columns, List.of(new SortKey(0, false, true), new SortKey(9, false, false)), 5);
  }

  @Test
  void partsThatDoNotOverlapAndEmptyOnesAreMerged() throws Exception {
    execute("CREATE TABLE t AS SELECT range AS k, range // 100_000 AS part FROM range(300_000)");
    check(List.of("k"), List.of(new SortKey(0, false, false)), 5);
    execute("DELETE FROM t");
    check(List.of("k"), List.of(new SortKey(0, false, false)), 3);
  }

  @Test
  void equalRowsKeepTheOrderOfTheStreams() {
    database.pin(QUERY, 3);
    List<BatchStream> streams = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      streams.add(run("SELECT range // 2 AS k, " + i + " AS part FROM range(6) ORDER BY k"));
    }
    List<String> expected = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      for (int part = 0; part < 3; part++) {
        expected.add("[" + k + ", " + part + "]");
        expected.add("[" + k + ", " + part + "]");
      }
    }
    assertEquals(
        expected, rows(new SortedMerge(streams, List.of(new SortKey(0, false, false)), allocator)));
    database.unpin(QUERY);
  }

  @Test
  void whatDuckDbOrdersByMoreThanItsBytesIsDeclined() {
    for (String type :
        List.of(
            "INTERVAL",
            "TIME WITH TIME ZONE",
            "ENUM('b', 'a')",
            "BIT",
            "INTEGER[]",
            "INTEGER[3]",
            "STRUCT(a INTEGER)",
            "MAP(INTEGER, INTEGER)",
            "UNION(n INTEGER)")) {
      assertFalse(SortKey.isMergeable(type), type);
    }
    database.pin(QUERY, 10);
    for (String value :
        List.of(
            "INTERVAL 1 DAY",
            "'101'::BIT",
            "[1]",
            "'10:00:00+01'::TIMETZ",
            "1, [union_value(n := 1)]")) {
      List<BatchStream> streams = List.of(run("SELECT " + value), run("SELECT " + value));
      List<SortKey> keys = List.of(new SortKey(0, false, false));
      try (SortedMerge merge = new SortedMerge(streams, keys, allocator)) {
        SkeinException e = assertThrows(SkeinException.class, merge::next, value);
        assertTrue(e.getMessage().contains("cannot be merged"), e.getMessage());
      }
    }
    database.unpin(QUERY);
  }
}
