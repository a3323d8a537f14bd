package dev.skein.runtime.split;

import dev.skein.runtime.split.SplitCutter.Run;
import dev.skein.runtime.split.TableLayout.RowGroup;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.StageGraph.ExecutionMode;
import dev.skein.runtime.task.TableSource.ParquetTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Cuts Parquet files: into runs of whole files where there are enough of them, otherwise within the
 * files at their row groups. Every file is in some split, also one that statistics exclude: DuckDB
 * skips it by the same footer.
 */
final class ParquetSplits {
  private final ParquetTable table;
  private final TableLayout layout;
  private final Fineness fineness;

  /** By file: the row groups that may hold rows that are needed. */
  private final List<List<RowGroup>> kept = new ArrayList<>();

  private final int keptGroups;

  private ParquetSplits(
      ParquetTable table, TableLayout layout, BitSet excluded, Fineness fineness) {
    this.table = table;
    this.layout = layout;
    this.fineness = fineness;
    table.files().forEach(file -> kept.add(new ArrayList<>()));
    for (int i = 0; i < layout.rowGroups().size(); i++) {
      if (!excluded.get(i)) {
        kept.get(layout.rowGroups().get(i).file()).add(layout.rowGroups().get(i));
      }
    }
    this.keptGroups = kept.stream().mapToInt(List::size).sum();
  }

  static SplitPlan cut(ParquetTable table, TableLayout layout, BitSet excluded, Fineness fineness) {
    return new ParquetSplits(table, layout, excluded, fineness).cut();
  }

  private SplitPlan cut() {
    long rows = kept.stream().mapToLong(SplitCutter::rows).sum();
    int tasks = fineness.tasks(rows, keptGroups);
    if (tasks == 1) {
      return plan(List.of(new Split.Whole(rows)));
    }
    long files = kept.stream().filter(groups -> !groups.isEmpty()).count();
    return plan(files >= tasks ? runsOfFiles(tasks) : withinFiles(tasks));
  }

  private SplitPlan plan(List<Split> splits) {
    int groups = layout.rowGroups().size();
    return new SplitPlan(
        splits,
        splits.size() == 1 ? ExecutionMode.DELEGATED : ExecutionMode.ROW_GROUP_PARTITION,
        groups,
        groups - keptGroups,
        PlanText.rowGroups(splits.size(), keptGroups, groups));
  }

  private List<Split> runsOfFiles(int tasks) {
    List<Split> splits = new ArrayList<>(tasks);
    for (Run run : SplitCutter.runs(kept, SplitCutter::rows, tasks)) {
      long rows = 0;
      for (List<RowGroup> groups : kept.subList(run.from(), run.to())) {
        rows += SplitCutter.rows(groups);
      }
      splits.add(new Split.ParquetFiles(table.files().subList(run.from(), run.to()), rows));
    }
    return splits;
  }

  private List<Split> withinFiles(int tasks) {
    int[] shares = shares(tasks);
    List<Split> splits = new ArrayList<>(tasks + 1);
    List<String> rest = new ArrayList<>();
    for (int file = 0; file < shares.length; file++) {
      if (shares[file] == 0) {
        rest.add(table.files().get(file));
      } else {
        cutFile(file, shares[file], splits);
      }
    }
    if (!rest.isEmpty()) {
      splits.add(new Split.ParquetFiles(rest, 0));
    }
    return splits;
  }

  /** Gives each file that is needed one task, then the others one by one where most is to read. */
  private int[] shares(int tasks) {
    int[] shares = new int[kept.size()];
    int given = 0;
    for (int file = 0; file < shares.length; file++) {
      shares[file] = kept.get(file).isEmpty() ? 0 : 1;
      given += shares[file];
    }
    for (; given < tasks; given++) {
      int neediest = -1;
      double most = 0;
      for (int file = 0; file < shares.length; file++) {
        double rows =
            shares[file] == 0 ? 0 : (double) SplitCutter.rows(kept.get(file)) / shares[file];
        if (shares[file] < kept.get(file).size() && rows > most) {
          neediest = file;
          most = rows;
        }
      }
      if (neediest < 0) {
        break;
      }
      shares[neediest]++;
    }
    return shares;
  }

  private void cutFile(int file, int tasks, List<Split> splits) {
    List<RowGroup> groups = kept.get(file);
    List<Run> runs = SplitCutter.runs(groups, RowGroup::rows, tasks);
    for (int i = 0; i < tasks; i++) {
      Run run = runs.get(i);
      RowGroup first = groups.get(run.from());
      RowGroup last = groups.get(run.to() - 1);
      splits.add(
          new Split.ParquetRowGroups(
              table.files().get(file),
              i == 0 ? Long.MIN_VALUE : first.firstRow(),
              i == tasks - 1 ? Long.MAX_VALUE : groups.get(run.to()).firstRow(),
              first.index(),
              last.index() - first.index() + 1,
              SplitCutter.rows(groups.subList(run.from(), run.to()))));
    }
  }
}
