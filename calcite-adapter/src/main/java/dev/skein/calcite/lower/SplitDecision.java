package dev.skein.calcite.lower;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedConvention.Distribution;
import dev.skein.calcite.rel.StoredTable;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rel.core.TableScan;
import org.jspecify.annotations.Nullable;

/**
 * Whether a query is split, and why.
 *
 * <p>The cost is counted in rows read. One task reads D rows of the driving tables and W rows of
 * all others, on all threads of one DuckDB. Split over P processes each reads D/P, but W again, for
 * a join's build side is built in each, and the M groups that tasks return are moved and grouped
 * again. That is a gain while (D/P + W + M, weighted) is well below (D + W). Within one process,
 * and embedded workers are in one, tasks share the cores that DuckDB would use for one task anyway:
 * there only the conversion of many rows to Arrow gains, which one task does on one core.
 *
 * @param heavySides as in {@link dev.skein.runtime.task.Stage.Driver#heavySides}
 */
record SplitDecision(boolean isSplit, String reason, boolean heavySides) {
  /** A row group of DuckDB: below it there is nothing to split. */
  private static final long ROW_GROUP = 122_880;

  /** What a split must save, in other processes: moving rows and a second step cost too. */
  private static final double WORTHWHILE = 0.9;

  /** What a group that is moved and grouped again costs, in rows that are only scanned. */
  private static final double MOVED_GROUP = 10;

  /**
   * Whole sides larger than this part of the driver are read once in each process: a row that is
   * hashed costs as much as tens that are scanned. TPC-H's Q14, with a side of 3%, took 4 times
   * DuckDB's time in 8 tasks of one process and 1.6 times in 2.
   */
  private static final double HEAVY_SIDES = 0.01;

  static SplitDecision of(RelNode root, List<CutPoint> points, DistributedConvention convention) {
    int slots = convention.runtime().slots();
    if (slots == 0) {
      return whole("the model names no workers");
    }
    if (points.isEmpty()) {
      return whole("nothing in it can be computed split by split");
    }
    if (readsEnum(root) && points.get(0).kind() != CutPoint.Kind.CONCATENATE) {
      return whole("an ENUM sorts by its own order, which partial results do not carry");
    }
    long driver =
        points.stream()
            .flatMap(point -> point.branches().stream())
            .mapToLong(branch -> DrivenBranches.rows(branch.driver()))
            .sum();
    long others = Math.max(0, ScannedRows.of(root) - driver);
    boolean heavySides = others > driver * HEAVY_SIDES;
    if (convention.distribution() == Distribution.ALWAYS) {
      return new SplitDecision(
          true,
          "the model says \"distribution\": \"always\"",
          heavySides && others > ROW_GROUP); // joins of small tables are split too
    }
    if (driver <= ROW_GROUP) {
      return whole("the driving tables have less than one row group");
    }
    String rows = driver + " rows to split, " + others + " to read whole";
    int processes = convention.runtime().processes();
    if (processes == 1) {
      return !heavySides && points.get(0).movesManyRows()
          ? new SplitDecision(true, rows + ": several tasks convert their rows at once", false)
          : whole(rows + ": tasks of one process share the cores that one task uses");
    }
    double allowed = WORTHWHILE * (driver + others);
    double read = (double) driver / processes + others;
    if (read >= allowed) {
      return whole(rows + ": every process would read the latter again");
    }
    int tasks = heavySides ? processes : slots;
    double groups = points.stream().mapToDouble(point -> MovedGroups.of(point, tasks)).sum();
    return read + groups * MOVED_GROUP < allowed
        ? new SplitDecision(true, rows + " over " + processes + " processes", heavySides)
        : whole(rows + ": too many groups would be grouped again, about " + Math.round(groups));
  }

  private static SplitDecision whole(String reason) {
    return new SplitDecision(false, reason, false);
  }

  private static boolean readsEnum(RelNode root) {
    boolean[] found = {false};
    new RelVisitor() {
      @Override
      public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
        if (node instanceof TableScan scan && Recursion.rounds(scan) == null) {
          StoredTable table = scan.getTable().unwrapOrThrow(StoredTable.class);
          for (int i = 0; i < table.columnNames().size(); i++) {
            found[0] |= table.isEnum(i);
          }
        }
        super.visit(node, ordinal, parent);
      }
    }.go(root);
    return found[0];
  }
}
