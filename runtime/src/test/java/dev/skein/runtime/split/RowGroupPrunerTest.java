package dev.skein.runtime.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.task.ColumnBound;
import dev.skein.runtime.task.ColumnBound.Comparison;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.StageGraph.ExecutionMode;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a table of ten row groups of 8,192 rows, {@code i} counting from 0. */
@TestInstance(Lifecycle.PER_CLASS)
class RowGroupPrunerTest {
  private static final int GROUPS = 10;
  private static final int ROW_GROUP = 8_192;

  private TestDatabase database;

  @BeforeAll
  void createTable(@TempDir Path folder) throws SQLException {
    Path file = folder.resolve("t.db");
    try (TestDatabase writable = TestDatabase.inMemory()) {
      writable.run(
          "ATTACH " + Quoting.literal(file.toString()) + " AS data (ROW_GROUP_SIZE 8192)",
          """
          CREATE TABLE data.t AS SELECT i, g::INTEGER AS g, -g::DECIMAL(9, 2) / 2 AS d,
            DATE '2020-01-01' + g::INTEGER AS day,
            TIMESTAMPTZ '2020-01-01 00:00:00+00' + to_hours(g) AS moment,
            CASE WHEN g = 5 THEN 'NaN'::DOUBLE ELSE g END AS f,
            CASE WHEN g = 3 THEN NULL ELSE g END AS n,
            'a long common prefix ' || g AS p,
            chr(97 + g::INTEGER) || 'x' AS s,
            CASE WHEN g = 2 THEN 'ö' ELSE 'a' END AS u,
            g > 4 AS b, ('0000000' || g || '-0000-0000-0000-000000000000')::UUID AS id,
            [g] AS l, (i %% 7)::VARCHAR::BLOB AS x
          FROM (SELECT range AS i, range // 8192 AS g FROM range(%d))"""
              .formatted(GROUPS * ROW_GROUP));
    }
    database = TestDatabase.readOnly(file);
  }

  @AfterAll
  void close() throws SQLException {
    database.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "i | =  | 8192                           | 1",
        "i | =  | -1                             | 0",
        "i | <  | 8192                           | 1",
        "i | <= | 8192                           | 2",
        "i | >  | 73727                        | 1",
        "i | >= | 73727                        | 2",
        "g | >= | 2.5                            | 7",
        "d | <  | -4.0::DECIMAL(9, 2)            | 1",
        "d | =  | -1.5::DECIMAL(9, 2)            | 1",
        "day | >= | DATE '2020-01-09'            | 2",
        "moment | < | TIMESTAMPTZ '2020-01-01 03:00:00+02' | 1",
        "b | =  | true                           | 5",
        "id | = | '00000004-0000-0000-0000-000000000000'::UUID | 1",
        "s | =  | 'dx'                           | 1",
        "s | >  | 'ix'                           | 2", // the greatest may be the start of a longer
        // one
        "s | >= | 'j'                            | 1",
        "s | <  | 'bx'                           | 1",
        "p | =  | 'a long common prefix 3'       | 10", // the first bytes do not tell
        "p | =  | 'b'                            | 0",
        "p | <  | 'a'                            | 0",
        "u | =  | 'ö'                            | 1",
        "n | >= | 0                              | 9", // a group of NULLs satisfies nothing
        "f | >  | 7                              | 3", // NaN is the greatest
        "l | =  | [3]                            | 10",
        "x | =  | 'zzz'::BLOB                    | 10",
        "nope | = | 1                            | 10"
      })
  void rowGroupsThatABoundExcludesAreNotCounted(
      String column, String comparison, String constant, int kept) throws SQLException {
    ColumnBound bound = bound(column, comparison, constant);

    SplitPlan plan = database.cut("1", "t", 4, true, bound);

    assertEquals(GROUPS - kept, plan.prunedRowGroups());
    assertEquals(Math.max(1, kept), plan.splits().size());
    database.assertCovers(plan, "t");
    if (!column.equals("nope")) {
      String condition = column + comparison + constant;
      database.assertCovers(plan, "t", condition);
      assertEquals(0, rowsOutside(plan, condition));
      for (Split split : plan.splits()) {
        int scanned = database.rowGroupsScanned("t", split.condition() + " AND " + condition);
        if (split instanceof Split.RowGroups groups) {
          assertTrue(scanned <= groups.groups(), split::describe);
        }
      }
    }
  }

  /** How many rows of excluded row groups satisfy the bound after all. */
  private long rowsOutside(SplitPlan plan, String condition) throws SQLException {
    StringBuilder groups = new StringBuilder("-1");
    for (Split split : plan.splits()) {
      if (split instanceof Split.RowGroups rowGroups) {
        for (int i = 0; i < rowGroups.groups(); i++) {
          groups.append(", ").append(rowGroups.firstGroup() + i);
        }
      }
    }
    if (plan.mode() == ExecutionMode.DELEGATED) {
      return plan.prunedRowGroups() == GROUPS
          ? Long.parseLong(database.row("SELECT count(*) FROM t WHERE " + condition))
          : 0;
    }
    return Long.parseLong(
        database.row(
            "SELECT count(*) FROM t WHERE "
                + condition
                + " AND i // 8192 NOT IN ("
                + groups
                + ")"));
  }

  @Test
  void severalBoundsExcludeTogether() throws SQLException {
    SplitPlan plan =
        database.cut(
            "1",
            "t",
            4,
            true,
            bound("i", ">=", "16384"),
            bound("day", "<", "DATE '2020-01-06'"),
            bound("n", ">", "1"));

    assertEquals(
        "2 tasks over 2 row groups of 10, the others excluded by statistics", plan.description());
    assertEquals("row groups 2..2 (rowid < 32768)", plan.splits().get(0).describe());
    assertEquals("row groups 4..4 (rowid >= 32768)", plan.splits().get(1).describe());
    database.assertCovers(plan, "t");
  }

  @Test
  void aTableOfWhichNothingIsLeftIsOneSplitThatScansNothing() throws SQLException {
    SplitPlan plan = database.cut("1", "t", 4, false, bound("i", "<", "0"));

    assertEquals(1, plan.splits().size());
    assertEquals(0, plan.splits().get(0).estimatedRows());
    assertEquals(10, plan.prunedRowGroups());
    assertEquals(
        "0",
        database.row("SELECT count(*) FROM t WHERE i < 0 AND " + plan.splits().get(0).condition()));
  }

  @Test
  void statisticsThatAnUpdateMadeStaleExcludeNothing(@TempDir Path folder) throws SQLException {
    Path file = folder.resolve("updated.db");
    try (TestDatabase writable = TestDatabase.writable(file)) {
      writable.run(
          "CREATE TABLE t AS SELECT range AS i FROM range(300000)",
          "CHECKPOINT",
          "PRAGMA disable_checkpoint_on_shutdown",
          "UPDATE t SET i = 1000000 WHERE i = 5");
    }
    try (TestDatabase updated = TestDatabase.readOnly(file)) {
      SplitPlan plan = updated.cut("1", "t", 4, true, bound("i", ">", "245759"));

      assertEquals(1, plan.prunedRowGroups());
      updated.assertCovers(plan, "t");
    }
  }

  static ColumnBound bound(String column, String comparison, String constant) {
    for (Comparison known : Comparison.values()) {
      if (known.sql().equals(comparison)) {
        return new ColumnBound(column, known, constant);
      }
    }
    throw new IllegalArgumentException(comparison);
  }
}
