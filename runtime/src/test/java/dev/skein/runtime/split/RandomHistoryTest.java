package dev.skein.runtime.split;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.task.ColumnBound;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.Split;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Does to a table what its owners may do, in random order, and cuts it after each step, with what
 * was remembered of earlier states at hand.
 */
class RandomHistoryTest {
  private static final int STEPS = 25;
  private static final int ROW_GROUP = 2_048;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyStateOfATableIsCoveredByDisjointSplits(long seed) throws SQLException {
    Random random = new Random(seed);
    Path file = folder.resolve("random.db");
    RowGroupSplitSource source = new RowGroupSplitSource();
    TestDatabase database = open(file);
    try {
      database.run("CREATE TABLE t (i BIGINT, s VARCHAR)");
      List<String> history = new ArrayList<>();
      for (int step = 0; step < STEPS; step++) {
        String change = change(random, rowIds(database));
        history.add(change);
        if (change.isEmpty()) {
          database.close();
          if (random.nextBoolean()) {
            assertReadOnlyFileIsCut(file, random, history);
          }
          database = open(file);
        } else {
          database.run(change);
        }
        assertCut(database, source, "", random, history);
      }
    } finally {
      database.close();
    }
  }

  private static TestDatabase open(Path file) throws SQLException {
    TestDatabase database = TestDatabase.inMemory();
    database.run(
        "ATTACH "
            + Quoting.literal(file.toString())
            + " AS data (ROW_GROUP_SIZE "
            + ROW_GROUP
            + ")",
        "USE data");
    return database;
  }

  private static long rowIds(TestDatabase database) throws SQLException {
    return Long.parseLong(database.row("SELECT coalesce(max(rowid), 0) + 1 FROM t"));
  }

  /** A statement, or nothing for closing and opening the file. */
  private static String change(Random random, long rowIds) {
    long from = (long) (random.nextDouble() * rowIds);
    long size = 1L + random.nextInt(4 * ROW_GROUP);
    long group = from / ROW_GROUP * ROW_GROUP;
    return switch (random.nextInt(10)) {
      case 0, 1, 2 ->
          "INSERT INTO t SELECT i, 'row ' || i FROM range(%d) r(i)"
              .formatted(1 + random.nextInt(10 * ROW_GROUP));
      case 3 -> "DELETE FROM t WHERE rowid >= %d AND rowid < %d".formatted(from, from + size);
      case 4 ->
          "DELETE FROM t WHERE rowid >= %d AND rowid < %d"
              .formatted(group, group + (1L + random.nextInt(3)) * ROW_GROUP);
      case 5 -> "DELETE FROM t WHERE rowid %% %d = 1".formatted(2 + random.nextInt(20));
      case 6 -> "UPDATE t SET i = i + 1000000 WHERE rowid %% %d = 0".formatted(1 + from);
      case 7, 8 -> "CHECKPOINT";
      default -> "";
    };
  }

  private static void assertReadOnlyFileIsCut(Path file, Random random, List<String> history)
      throws SQLException {
    assertTrue(Files.exists(file));
    try (TestDatabase database = TestDatabase.readOnly(file)) {
      SplitPlan plan = assertCut(database, new RowGroupSplitSource(), "a version", random, history);
      TableLayout layout =
          new RowGroupSplitSource().layout(database.connection, "", TestDatabase.table("t"));
      if (layout.positionsKnown()) {
        assertAligned(database, plan, history);
      }
    }
  }

  private static SplitPlan assertCut(
      TestDatabase database,
      RowGroupSplitSource source,
      String version,
      Random random,
      List<String> history)
      throws SQLException {
    ColumnBound[] bounds =
        random.nextBoolean()
            ? new ColumnBound[0]
            : new ColumnBound[] {RowGroupPrunerTest.bound("i", ">", "" + random.nextInt(20_000))};
    SplitPlan plan =
        source.cut(
            database.connection,
            version,
            TestDatabase.driver("t", bounds),
            1 + random.nextInt(4),
            1 + random.nextInt(4),
            random.nextInt(4) > 0);
    assertFalse(plan.splits().isEmpty());
    try {
      database.assertCovers(plan, "t");
    } catch (AssertionError e) {
      throw new AssertionError(String.join(";\n", history), e);
    }
    return plan;
  }

  /** No two splits scan the same row group. */
  private static void assertAligned(TestDatabase database, SplitPlan plan, List<String> history)
      throws SQLException {
    int scanned = 0;
    for (Split split : plan.splits()) {
      scanned += database.rowGroupsScanned("t", split.condition());
    }
    int all = database.rowGroupsScanned("t", "TRUE");
    assertTrue(all == scanned, () -> plan + " after " + String.join(";\n", history));
  }
}
