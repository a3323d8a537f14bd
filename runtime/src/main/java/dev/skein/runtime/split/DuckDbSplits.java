package dev.skein.runtime.split;

import dev.skein.runtime.split.SplitCutter.Run;
import dev.skein.runtime.split.TableLayout.RowGroup;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.StageGraph.ExecutionMode;
import dev.skein.runtime.task.TableSource.DuckDbTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Cuts a DuckDB table. Its splits always cover every rowid there is: excluded row groups lie within
 * the split of a neighbour, where DuckDB's zone maps skip them for microseconds, because a range
 * left out on the word of metadata could be a wrong answer.
 */
final class DuckDbSplits {
  /** Rowids are dense enough for ranges if at most this many of them belong to one row. */
  private static final long SPARSE = 4;

  private DuckDbSplits() {}

  static SplitPlan alongRowGroups(TableLayout layout, BitSet excluded, Fineness fineness) {
    List<RowGroup> kept = new ArrayList<>();
    for (int i = 0; i < layout.rowGroups().size(); i++) {
      if (!excluded.get(i)) {
        kept.add(layout.rowGroups().get(i));
      }
    }
    int groups = layout.rowGroups().size();
    int pruned = groups - kept.size();
    long rows = SplitCutter.rows(kept);
    int tasks = fineness.tasks(rows, kept.size());
    if (tasks == 1) {
      return new SplitPlan(
          List.of(new Split.Whole(rows)),
          ExecutionMode.DELEGATED,
          groups,
          pruned,
          PlanText.rowGroups(1, kept.size(), groups));
    }
    List<Split> splits = new ArrayList<>(tasks);
    List<Run> runs = SplitCutter.runs(kept, RowGroup::rows, fineness.shares(rows, tasks));
    for (int i = 0; i < tasks; i++) {
      Run run = runs.get(i);
      RowGroup first = kept.get(run.from());
      RowGroup last = kept.get(run.to() - 1);
      splits.add(
          new Split.RowGroups(
              i == 0 ? Long.MIN_VALUE : first.firstRow(),
              i == tasks - 1 ? Long.MAX_VALUE : kept.get(run.to()).firstRow(),
              first.index(),
              last.index() - first.index() + 1,
              SplitCutter.rows(kept.subList(run.from(), run.to()))));
    }
    return new SplitPlan(
        splits,
        ExecutionMode.ROW_GROUP_PARTITION,
        groups,
        pruned,
        PlanText.rowGroups(tasks, kept.size(), groups));
  }

  /**
   * Cuts a table without row groups to see, such as one that the transaction itself has created:
   * into equal ranges of rowids, or by remainder where so many rows are deleted that ranges may
   * hold anything between nothing and all.
   */
  static SplitPlan withoutRowGroups(Connection snapshot, DuckDbTable table, Fineness fineness)
      throws SQLException {
    String sql = "SELECT count(*), min(rowid), max(rowid) FROM " + Quoting.table(table);
    try (Statement statement = snapshot.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      long count = row.getLong(1);
      long first = row.getLong(2);
      long span = count == 0 ? 0 : row.getLong(3) - first + 1;
      int tasks = fineness.tasks(count, fineness.small() ? pieces(count) : Long.MAX_VALUE);
      if (tasks == 1) {
        return whole(count, "no row groups to cut at");
      }
      return span / SPARSE > count ? byRemainder(count, tasks) : byRange(first, span, count, tasks);
    }
  }

  /** A table that has nothing to cut by. */
  static SplitPlan whole(long rows, String reason) {
    return new SplitPlan(
        List.of(new Split.Whole(rows)), ExecutionMode.DELEGATED, 0, 0, "1 task: " + reason);
  }

  /** Into how many ranges rows can be cut without two of them sharing a vector. */
  private static long pieces(long rows) {
    return Math.max(1, rows / 2048);
  }

  private static SplitPlan byRange(long first, long span, long count, int tasks) {
    List<Split> splits = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      splits.add(
          new Split.RowIds(
              i == 0 ? Long.MIN_VALUE : first + span / tasks * i,
              i == tasks - 1 ? Long.MAX_VALUE : first + span / tasks * (i + 1),
              count / tasks));
    }
    return new SplitPlan(
        splits, ExecutionMode.RANGE_PARTITION, 0, 0, tasks + " tasks over equal ranges of rowids");
  }

  private static SplitPlan byRemainder(long count, int tasks) {
    List<Split> splits = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      splits.add(new Split.Modulo(tasks, i, count / tasks));
    }
    return new SplitPlan(
        splits, ExecutionMode.MODULO_PARTITION, 0, 0, tasks + " tasks by remainder of the rowid");
  }
}
