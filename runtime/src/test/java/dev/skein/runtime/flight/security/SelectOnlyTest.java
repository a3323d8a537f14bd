package dev.skein.runtime.flight.security;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.task.TaskId;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SelectOnlyTest {
  private static final SelectOnly CHECK = new SelectOnly();

  @AfterAll
  static void close() {
    CHECK.close();
  }

  private static Task task(String sql, Split split) {
    return new Task(
        new TaskId(new QueryId("q"), 0, 0),
        1,
        1,
        sql,
        List.of(),
        new DatabaseRef("d", "v"),
        List.of(),
        split,
        OptionalLong.empty());
  }

  private static void check(String sql) {
    CHECK.check(task(sql, new Split.Whole(1)));
  }

  private static void refused(String sql) {
    SkeinException e = assertThrows(SkeinException.class, () -> check(sql), sql);
    assertEquals(SkeinException.Kind.USER, e.kind());
  }

  @Test
  void oneSelectPasses() {
    for (String sql :
        List.of(
            "SELECT * FROM t WHERE i > $1 ORDER BY 1 LIMIT 3",
            "FROM t",
            "VALUES (1), (2)",
            "WITH a AS MATERIALIZED (SELECT 1) SELECT * FROM a UNION ALL SELECT 2",
            "WITH RECURSIVE a AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM a) SELECT * FROM a",
            "SELECT avg(x) EXPORT_STATE FROM t, unnest(t.l) u, range(3), generate_series(1, 2)",
            "SELECT * FROM read_parquet(['a.parquet', 'b.parquet'], file_row_number = true)",
            "SELECT ';', \"INSERT_QUERY_NODE\", 'COPY' FROM \"a;b\" -- ; DELETE\n",
            "SELECT sum(x) FILTER (x > 0) OVER (PARTITION BY y ORDER BY z ROWS 1 PRECEDING) FROM t",
            "SELECT list_transform(l, lambda x: x + 1), s.f, m['k'] FROM t QUALIFY rank() OVER () = 1",
            "SELECT 'type' AS \"function_name\", {'type': 'X_NODE'} FROM t",
            "SELECT 1;")) {
      assertDoesNotThrow(() -> check(sql), sql);
    }
  }

  @Test
  void everyOtherStatementIsRefused() {
    for (String sql :
        List.of(
            "COPY (SELECT 1) TO 'x.csv'",
            "COPY (SELECT 1) TO 'x.csv' (RETURN_FILES)",
            "COPY t FROM 'x.csv'",
            "ATTACH 'x.db'",
            "DETACH data",
            "INSTALL httpfs",
            "LOAD httpfs",
            "SET enable_external_access = true",
            "RESET enable_external_access",
            "PRAGMA version",
            "CALL pragma_version()",
            "USE memory",
            "INSERT INTO t VALUES (1) RETURNING *",
            "UPDATE t SET i = 1 RETURNING i",
            "DELETE FROM t RETURNING i",
            "CREATE TABLE x AS SELECT 1",
            "CREATE MACRO x() AS 1",
            "CREATE SECRET x (TYPE s3)",
            "DROP TABLE t",
            "ALTER TABLE t ADD COLUMN x INT",
            "EXPORT DATABASE 'x'",
            "IMPORT DATABASE 'x'",
            "PREPARE p AS SELECT 1",
            "EXECUTE p",
            "BEGIN",
            "CHECKPOINT",
            "VACUUM",
            "EXPLAIN ANALYZE SELECT 1",
            "",
            "--",
            "SELECT",
            "nonsense")) {
      refused(sql);
    }
  }

  @Test
  void severalStatementsAreRefused() {
    refused("SELECT 1; SELECT 2");
    refused("SET threads = 1; SELECT 2");
    refused("COPY (SELECT 1) TO 'x.csv'; SELECT 2");
  }

  @Test
  void aWithThatWritesIsRefusedHoweverDeepItIs() {
    refused("WITH a AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM a");
    refused("WITH a AS (COPY (SELECT 1) TO 'x.csv' (RETURN_FILES)) SELECT * FROM a");
    refused("SELECT (WITH a AS (DELETE FROM t RETURNING i) SELECT count(*) FROM a)");
    refused("FROM (SELECT 1 WHERE EXISTS (WITH a AS (UPDATE t SET i = 1 RETURNING i) FROM a))");
  }

  @Test
  void functionsThatDoMoreThanReadAreRefused() {
    refused("SELECT * FROM arrow_scan(1::POINTER, 2::POINTER, 3::POINTER)");
    refused("SELECT * FROM system.main.Arrow_Scan(1, 2, 3)");
    refused("SELECT * FROM \"query\"('SELECT 1')");
    refused("SELECT * FROM query_table(['t'])");
    refused("SELECT * FROM json_execute_serialized_sql('{}')");
    refused("SELECT * FROM read_csv('/etc/passwd')");
    refused("SELECT * FROM read_duckdb('other.db')");
    refused("SELECT * FROM duckdb_secrets()");
    refused("SELECT * FROM checkpoint()");
    refused("SELECT * FROM enable_logging('x', storage_path = '/tmp/x')");
    refused("SELECT 'x'.write_log()");
    refused("SELECT system.main.WRITE_LOG('x')");
    refused("SELECT 1 FROM t WHERE sleep_ms(100000) IS NULL");
  }

  @Test
  void tasksOfAStageCountAsOneTextWithoutLettingAnythingElseThrough() {
    for (int i = 0; i < 1000; i++) {
      Split split = new Split.RowGroups(i * 122880L, (i + 1) * 122880L, i, 1, 122880);
      CHECK.check(task("SELECT * FROM t WHERE (" + split.condition() + ")", split));
    }
    Split split = new Split.RowIds(0, 1, 1);
    SkeinException e =
        assertThrows(
            SkeinException.class,
            () -> CHECK.check(task("DELETE FROM t WHERE (" + split.condition() + ")", split)));
    assertTrue(e.getMessage().contains("q.0.0"), e.getMessage());
    Split parquet = new Split.ParquetRowGroups("'); DROP TABLE t; --", 0, 1, 0, 1, 1);
    assertThrows(
        SkeinException.class,
        () -> CHECK.check(task("SELECT '(" + parquet.condition() + ")'; SELECT 2; --", parquet)));
  }
}
