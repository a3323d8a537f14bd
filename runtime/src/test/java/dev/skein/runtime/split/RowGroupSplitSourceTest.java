package dev.skein.runtime.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.task.ColumnBound;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.Stage;
import dev.skein.runtime.task.StageGraph.ExecutionMode;
import dev.skein.runtime.task.TableSource.DuckDbTable;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowGroupSplitSourceTest {
  private static final String ROWS = "SELECT range AS i, 'row ' || range AS s FROM range(%d)";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"0,1", "100,1", "10000,1", "122880,1", "122881,2", "250000,3", "500000,5"})
  void aTableBecomesOneTaskForEachRowGroupUpToFourForEachSlot(int rows, int tasks)
      throws Exception {
    Path file = folder.resolve("t.db");
    try (TestDatabase database = TestDatabase.writable(file)) {
      database.run("CREATE TABLE t AS " + ROWS.formatted(rows));
    }
    try (TestDatabase database = TestDatabase.readOnly(file)) {
      SplitPlan plan = database.cut("1", "t", 4, false);

      assertEquals(tasks, plan.splits().size(), plan::toString);
      assertEquals(
          tasks == 1 ? ExecutionMode.DELEGATED : ExecutionMode.ROW_GROUP_PARTITION, plan.mode());
      database.assertCovers(plan, "t");
      database.assertAligned(plan, "t");
    }
  }

  @Test
  void manyRowGroupsAreSharedEvenlyByTheTasks() throws Exception {
    Path file = folder.resolve("t.db");
    try (TestDatabase database = TestDatabase.writable(file)) {
      database.run("CREATE TABLE t AS SELECT range AS i FROM range(40 * 122880 + 1)");
    }
    try (TestDatabase database = TestDatabase.readOnly(file)) {
      SplitPlan plan = database.cut("1", "t", 2, false);

      assertEquals(8, plan.splits().size());
      assertEquals(41, plan.rowGroups());
      assertEquals("8 tasks over 41 row groups", plan.description());
      for (Split split : plan.splits()) {
        int groups = assertInstanceOf(Split.RowGroups.class, split).groups();
        assertTrue(groups == 5 || groups == 6, split::describe);
      }
      database.assertCovers(plan, "t");
      database.assertAligned(plan, "t");
    }
  }

  @Test
  void smallRowGroupsAreCutApartOnlyWhenForced() throws Exception {
    Path file = folder.resolve("t.db");
    try (TestDatabase database = TestDatabase.inMemory()) {
      database.run(
          "ATTACH '" + file + "' AS small (ROW_GROUP_SIZE 4096)",
          "CREATE TABLE small.t AS " + ROWS.formatted(20_000));
    }
    try (TestDatabase database = TestDatabase.readOnly(file)) {
      SplitPlan worthwhile = database.cut("1", "t", 4, false);
      SplitPlan forced = database.cut("1", "t", 4, true);
      SplitPlan limited = database.cut("1", "t", 1, true);

      assertEquals(1, worthwhile.splits().size());
      assertEquals(5, forced.splits().size());
      assertEquals(4, limited.splits().size());
      for (SplitPlan plan : List.of(worthwhile, forced, limited)) {
        database.assertCovers(plan, "t");
        database.assertAligned(plan, "t");
      }
    }
  }

  @Test
  void partlyFilledRowGroupsAreCutWhereTheyReallyEnd() throws Exception {
    Path file = folder.resolve("t.db");
    try (TestDatabase database = TestDatabase.writable(file)) {
      database.run(
          "CREATE TABLE t AS " + ROWS.formatted(310_000),
          "CHECKPOINT",
          "INSERT INTO t " + ROWS.formatted(200_000),
          "CHECKPOINT",
          "INSERT INTO t " + ROWS.formatted(70_000),
          "CHECKPOINT");
    }
    try (TestDatabase database = TestDatabase.readOnly(file)) {
      SplitPlan plan = database.cut("1", "t", 4, false);

      assertTrue(plan.splits().size() >= 5, plan::toString);
      database.assertCovers(plan, "t");
      database.assertAligned(plan, "t");
    }
  }

  @Test
  void rowGroupsBehindADroppedOneKeepTheirRowids() throws Exception {
    Path file = folder.resolve("t.db");
    try (TestDatabase database = TestDatabase.writable(file)) {
      database.run(
          "CREATE TABLE t AS " + ROWS.formatted(1_000_000),
          "CHECKPOINT",
          "DELETE FROM t WHERE rowid >= 122880 AND rowid < 245760",
          "DELETE FROM t WHERE rowid >= 614400 AND rowid < 737280",
          "CHECKPOINT");
    }
    try (TestDatabase database = TestDatabase.readOnly(file)) {
      assertEquals("754240,999999", database.row("SELECT count(*), max(rowid) FROM t"));

      TableLayout layout =
          new RowGroupSplitSource().layout(database.connection, "1", TestDatabase.table("t"));
      SplitPlan plan = database.cut("1", "t", 2, false);

      assertTrue(layout.positionsKnown());
      assertEquals(7, layout.rowGroups().size());
      assertEquals(245_760, layout.rowGroups().get(1).firstRow());
      assertEquals(7, plan.splits().size());
      database.assertCovers(plan, "t");
      database.assertAligned(plan, "t");
    }
  }

  @Test
  void rowGroupsWhoseFirstRowsAreDeletedStartWhereTheyStarted() throws Exception {
    Path file = folder.resolve("t.db");
    try (TestDatabase database = TestDatabase.writable(file)) {
      database.run(
          "CREATE TABLE t AS " + ROWS.formatted(1_000_000),
          "CHECKPOINT",
          "DELETE FROM t WHERE rowid >= 122880 AND rowid < 245760",
          "CHECKPOINT",
          "DELETE FROM t WHERE rowid % 122880 < 5000",
          "CHECKPOINT");
    }
    try (TestDatabase database = TestDatabase.readOnly(file)) {
      SplitPlan plan = database.cut("1", "t", 2, false);

      database.assertCovers(plan, "t");
      database.assertAligned(plan, "t");
    }
  }

  @Test
  void deletesThatOnlyTheWriteAheadLogHoldsAreSeen() throws Exception {
    Path file = folder.resolve("t.db");
    try (TestDatabase database = TestDatabase.writable(file)) {
      database.run(
          "CREATE TABLE t AS " + ROWS.formatted(400_000),
          "CHECKPOINT",
          "PRAGMA disable_checkpoint_on_shutdown",
          "SET wal_autocheckpoint = '1TB'",
          "DELETE FROM t WHERE i % 3 = 0",
          "UPDATE t SET s = 'changed' WHERE i % 1000 = 1",
          "INSERT INTO t " + ROWS.formatted(50_000));
    }
    try (TestDatabase database = TestDatabase.readOnly(file)) {
      SplitPlan plan = database.cut("1", "t", 2, false);

      assertEquals(5, plan.rowGroups());
      database.assertCovers(plan, "t");
      database.assertAligned(plan, "t");
    }
  }

  @Test
  void aTableWhoseColumnsChangedKeepsItsRowGroups() throws Exception {
    Path file = folder.resolve("t.db");
    try (TestDatabase database = TestDatabase.writable(file)) {
      database.run(
          "CREATE TABLE t AS " + ROWS.formatted(400_000),
          "CHECKPOINT",
          "ALTER TABLE t ADD COLUMN x INTEGER DEFAULT 7",
          "ALTER TABLE t DROP COLUMN i",
          "UPDATE t SET x = 8 WHERE s LIKE '%9'");
    }
    try (TestDatabase database = TestDatabase.readOnly(file)) {
      SplitPlan plan = database.cut("1", "t", 2, false);

      assertEquals(4, plan.splits().size());
      database.assertCovers(plan, "t");
      database.assertAligned(plan, "t");
    }
  }

  @Test
  void anInMemoryTableIsCutAlongItsRowGroupsToo() throws Exception {
    try (TestDatabase database = TestDatabase.inMemory()) {
      database.run("CREATE TABLE t AS " + ROWS.formatted(500_000));

      SplitPlan plan = database.cut("", "t", 2, false);

      assertEquals(ExecutionMode.ROW_GROUP_PARTITION, plan.mode());
      assertEquals(5, plan.splits().size());
      database.assertCovers(plan, "t");
      database.assertAligned(plan, "t");
    }
  }

  @Test
  void aTableThatMayChangeIsCutAnewWhenItHasChanged() throws Exception {
    try (TestDatabase database = TestDatabase.writable(folder.resolve("t.db"))) {
      database.run("CREATE TABLE t AS " + ROWS.formatted(200_000));
      RowGroupSplitSource source = new RowGroupSplitSource();
      Stage.Driver driver = TestDatabase.driver("t");

      SplitPlan first = source.cut(database.connection, "", driver, 4, 4, false);
      SplitPlan unchanged = source.cut(database.connection, "", driver, 4, 4, false);
      database.run("INSERT INTO t " + ROWS.formatted(200_000));
      SplitPlan grown = source.cut(database.connection, "", driver, 4, 4, false);

      assertSame(first, unchanged);
      assertEquals(2, first.splits().size());
      assertEquals(4, grown.splits().size());
      database.assertCovers(grown, "t");
    }
  }

  @Test
  void aPlanMadeBeforeTheDataChangedStillCoversIt() throws Exception {
    try (TestDatabase database = TestDatabase.writable(folder.resolve("t.db"))) {
      database.run("CREATE TABLE t AS " + ROWS.formatted(500_000));
      SplitPlan old = database.cut("", "t", 4, false);

      database.run(
          "DELETE FROM t WHERE rowid BETWEEN 100000 AND 300000",
          "CHECKPOINT",
          "INSERT INTO t " + ROWS.formatted(900_000));

      database.assertCovers(old, "t");
    }
  }

  @Test
  void rowsOfTheTransactionItselfAreInTheLastSplit() throws Exception {
    try (TestDatabase database = TestDatabase.writable(folder.resolve("t.db"))) {
      database.run(
          "CREATE TABLE t AS " + ROWS.formatted(300_000),
          "BEGIN",
          "INSERT INTO t " + ROWS.formatted(150_000));

      SplitPlan plan = database.cut("", "t", 4, false);

      assertEquals(ExecutionMode.ROW_GROUP_PARTITION, plan.mode());
      database.assertCovers(plan, "t");
    }
  }

  @Test
  void aTableThatTheTransactionHasCreatedIsCutIntoRangesOfRowids() throws Exception {
    try (TestDatabase database = TestDatabase.writable(folder.resolve("t.db"))) {
      database.run("BEGIN", "CREATE TABLE t AS " + ROWS.formatted(400_000));

      SplitPlan plan = database.cut("", "t", 4, false);

      assertEquals(ExecutionMode.RANGE_PARTITION, plan.mode());
      assertEquals(4, plan.splits().size());
      database.assertCovers(plan, "t");
    }
  }

  @Test
  void sparseRowidsAreCutByRemainder() throws Exception {
    try (TestDatabase database = TestDatabase.inMemory()) {
      database.run(
          "BEGIN",
          "CREATE TABLE t AS SELECT range AS i FROM range(2000000)",
          "DELETE FROM t WHERE i >= 200000 AND i < 1900000 OR i % 5 > 0");

      SplitPlan plan = database.cut("", "t", 2, true);

      assertEquals(ExecutionMode.MODULO_PARTITION, plan.mode());
      assertEquals(8, plan.splits().size());
      database.assertCovers(plan, "t");
    }
  }

  @Test
  void aViewIsOneTask() throws Exception {
    try (TestDatabase database = TestDatabase.inMemory()) {
      database.run(
          "CREATE TABLE t AS " + ROWS.formatted(300_000), "CREATE VIEW v AS SELECT i FROM t");

      SplitPlan plan = database.cut("", "v", 4, false);

      assertEquals(ExecutionMode.DELEGATED, plan.mode());
      assertEquals("TRUE", plan.splits().get(0).condition());
    }
  }

  @Test
  void tasksThatASlotRunsOneAfterTheOtherBecomeSmaller() throws Exception {
    Path file = folder.resolve("t.db");
    try (TestDatabase database = TestDatabase.writable(file)) {
      database.run("CREATE TABLE t AS SELECT range AS i FROM range(36 * 122880)");
    }
    try (TestDatabase database = TestDatabase.readOnly(file)) {
      Stage.Driver driver =
          new Stage.Driver(new DuckDbTable("main", "t"), List.of(), Stage.Grain.FINE, 6 * 122_880);
      SplitPlan plan = new RowGroupSplitSource().cut(database.connection, "1", driver, 2, 4, false);

      assertEquals(
          List.of(9, 9, 6, 6, 3, 3),
          plan.splits().stream().map(split -> ((Split.RowGroups) split).groups()).toList());
      database.assertCovers(plan, "t");
      database.assertAligned(plan, "t");
    }
  }

  @Test
  void namesMayHoldAnyCharacter() throws Exception {
    String schema = "a.b \"ö\"";
    String table = "select '1' \"x\".y;";
    Path file = folder.resolve("t.db");
    String name = Quoting.table(new DuckDbTable(schema, table));
    try (TestDatabase database = TestDatabase.writable(file)) {
      database.run(
          "CREATE SCHEMA " + Quoting.identifier(schema),
          "CREATE TABLE " + name + " AS " + ROWS.formatted(700_000));
    }
    try (TestDatabase database = TestDatabase.readOnly(file)) {
      SplitPlan plan =
          new RowGroupSplitSource()
              .cut(
                  database.connection,
                  "1",
                  new Stage.Driver(new DuckDbTable(schema, table), List.of()),
                  4,
                  4,
                  false);

      assertEquals(6, plan.splits().size());
      database.assertCovers(plan, name);
    }
  }

  @Test
  void everyTypeOfColumnCanBeTheOnlyOne() throws Exception {
    try (TestDatabase database = TestDatabase.inMemory()) {
      for (String value :
          List.of(
              "NULL::INTEGER",
              "[i, i + 1]",
              "{'a': i, 'b': [i]}",
              "MAP {i: 'x'}",
              "[i, 2]::BIGINT[2]",
              "union_value(n := i)",
              "i::VARIANT",
              "i::VARCHAR::BLOB",
              "to_days(i::INTEGER)",
              "{'n': i}::JSON")) {
        database.run(
            "CREATE OR REPLACE TABLE t AS SELECT " + value + " AS v FROM range(130000) AS r(i)");

        SplitPlan plan = database.cut("", "t", 4, false);

        assertEquals(2, plan.splits().size(), value);
        database.assertCovers(plan, "t");
      }
    }
  }

  @Test
  void aColumnThatHidesTheRowidsLeavesOneTask() throws Exception {
    try (TestDatabase database = TestDatabase.inMemory()) {
      database.run(
          "CREATE TABLE t AS SELECT NULLIF(range, 7) AS \"RowId\" FROM range(300000)",
          "BEGIN",
          "CREATE TABLE fresh AS SELECT NULL AS rowid FROM range(300000)");

      for (String table : List.of("t", "fresh")) {
        SplitPlan plan = database.cut("", table, 4, true);

        assertEquals("TRUE", plan.splits().get(0).condition());
        database.assertCovers(plan, table);
      }
    }
  }

  @Test
  void aGeneratedColumnHasNoStatistics() throws Exception {
    try (TestDatabase database = TestDatabase.inMemory()) {
      database.run(
          "CREATE TABLE t (g BIGINT GENERATED ALWAYS AS (i + 1), i BIGINT)",
          "INSERT INTO t SELECT range FROM range(600000)");

      SplitPlan plan = database.cut("", "t", 4, false, RowGroupPrunerTest.bound("g", "<", "100"));

      assertEquals(5, plan.splits().size());
      assertEquals(0, plan.prunedRowGroups());
      database.assertCovers(plan, "t");
    }
  }

  @Test
  void rowGroupsOfALargeTableAreExcludedByColumnsReadBeforeOrNot() throws Exception {
    Path file = folder.resolve("t.db");
    try (TestDatabase database = TestDatabase.writable(file)) {
      database.run(
          "CREATE TABLE t AS SELECT range AS i, chr(97 + (range // 122880)::INTEGER) AS s,"
              + " range % 5 AS o FROM range(10 * 122880)");
    }
    try (TestDatabase database = TestDatabase.readOnly(file)) {
      RowGroupSplitSource source = new RowGroupSplitSource();
      ColumnBound number = RowGroupPrunerTest.bound("i", ">=", "614400");
      ColumnBound string = RowGroupPrunerTest.bound("S", "=", "'g'");
      for (List<ColumnBound> bounds :
          List.of(
              List.of(number), List.of(string), List.<ColumnBound>of(), List.of(string, number))) {
        SplitPlan plan =
            source.cut(
                database.connection,
                "1",
                new Stage.Driver(new DuckDbTable("main", "t"), bounds),
                4,
                4,
                false);

        assertEquals(
            bounds.contains(string) ? 9 : bounds.isEmpty() ? 0 : 5, plan.prunedRowGroups());
        database.assertCovers(plan, "t");
      }
    }
  }

  @Test
  void aLargeTableThatMayChangeIsReadAgainOnlyWhenItsSizeDiffers() throws Exception {
    try (TestDatabase database = TestDatabase.inMemory()) {
      database.run("CREATE TABLE t AS SELECT range AS i FROM range(2100000)");
      RowGroupSplitSource source = new RowGroupSplitSource();
      Stage.Driver driver = TestDatabase.driver("t");

      SplitPlan first = source.cut(database.connection, "", driver, 2, 4, false);
      database.run("INSERT INTO t SELECT range FROM range(10000)");
      SplitPlan almost = source.cut(database.connection, "", driver, 2, 4, false);
      database.assertCovers(almost, "t");
      database.run("INSERT INTO t SELECT range FROM range(500000)");
      SplitPlan grown = source.cut(database.connection, "", driver, 2, 4, false);
      database.run("CREATE OR REPLACE TABLE t AS SELECT range AS rowid FROM range(2610000)");
      SplitPlan redefined = source.cut(database.connection, "", driver, 2, 4, false);

      assertSame(first, almost);
      assertTrue(grown.rowGroups() > first.rowGroups());
      database.assertCovers(redefined, "t");
      assertEquals(1, redefined.splits().size());
    }
  }
}
