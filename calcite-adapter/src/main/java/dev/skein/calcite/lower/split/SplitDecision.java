package dev.skein.calcite.lower.split;

import dev.skein.calcite.lower.split.DrivenBranches.Branch;
import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedConvention.Distribution;
import dev.skein.calcite.rel.Recursion;
import dev.skein.calcite.rel.StoredTable;
import dev.skein.runtime.schedule.Cluster;
import dev.skein.runtime.task.Stage.Grain;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rel.core.TableScan;
import org.jspecify.annotations.Nullable;

/**
 * Whether a query is split, and why.
 *
 * <p>The cost is counted in rows read. One task reads D rows of the driving tables and W rows of
 * all others, on all threads of one DuckDB. Split over processes that have P times its cores, they
 * read D/P in the time of D, but W again, for a join's build side is built in each, and the M
 * groups that tasks return are moved and grouped again; what {@link SharedSides} finds of W is read
 * once by all. That is a gain while (D/P + W + M, weighted) is well below (D + W). Embedded
 * workers, and processes of one machine that may each use all of it, share the cores that DuckDB
 * would use for one task anyway: there only the conversion of many rows to Arrow gains, which one
 * task does on one core.
 *
 * @param grain how finely, by what every task reads beside its split
 * @param sides what the tasks of each branch share; nothing where there is one task
 * @param above what the last stage reads as the rows of other stages
 */
public record SplitDecision(
    boolean isSplit,
    String reason,
    Grain grain,
    Map<Branch, List<RelNode>> sides,
    List<RelNode> above) {
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

  /** Where tests split by force, tasks are many: each slot reads sides of fewer rows itself. */
  private static final long SMALL_SIDES = 8 * ROW_GROUP;

  public static SplitDecision of(
      RelNode root, List<CutPoint> points, DistributedConvention convention) {
    return of(root, points, convention, convention.distribution() == Distribution.ALWAYS);
  }

  /** As {@link #of}, of what tasks of another stage read: only small tables are split by force. */
  public static SplitDecision ofSide(
      RelNode root, List<CutPoint> points, DistributedConvention convention) {
    boolean forced =
        convention.distribution() == Distribution.ALWAYS && ScannedRows.of(root) <= ROW_GROUP;
    return of(root, points, convention, forced);
  }

  private static SplitDecision of(
      RelNode root, List<CutPoint> points, DistributedConvention convention, boolean forced) {
    Cluster workers = convention.runtime().cluster();
    if (workers.slots() == 0) {
      return whole("the model names no workers");
    }
    if (points.isEmpty()) {
      return whole("nothing in it can be computed split by split");
    }
    if (readsEnum(root) && points.get(0).kind() != CutPoint.Kind.CONCATENATE) {
      return whole("an ENUM sorts by its own order, which partial results do not carry");
    }
    Reads reads = Reads.of(root, points, forced);
    if (forced) {
      return byForce(root, points, convention, reads);
    }
    if (reads.driver() <= ROW_GROUP) {
      return whole("the driving tables have less than one row group");
    }
    return workers.speedUp() <= 1
        ? onSharedCores(points, reads)
        : overProcesses(root, points, workers, reads);
  }

  private static SplitDecision byForce(
      RelNode root, List<CutPoint> points, DistributedConvention convention, Reads reads) {
    Grain grain = Grain.FINE;
    if (reads.isHeavyBesideTheDriver()) {
      grain = reads.whole() < SMALL_SIDES ? Grain.SLOT : Grain.PROCESS;
    }
    if (grain == Grain.PROCESS && convention.runtime().cluster().processes() == 1) {
      return whole(reads.whole() + " rows to read whole, once in the one process there is");
    }
    return new SplitDecision(
        true,
        "the model says \"distribution\": \"always\"",
        grain,
        isOneTask(points, convention) ? Map.of() : reads.sides(),
        SharedSides.above(points, root, true));
  }

  /** Embedded workers have no more cores than one task uses, but one task converts rows alone. */
  private static SplitDecision onSharedCores(List<CutPoint> points, Reads reads) {
    return !reads.isHeavyBesideTheDriver() && points.get(0).movesManyRows()
        ? new SplitDecision(
            true,
            reads + ": several tasks convert their rows at once",
            Grain.FINE,
            reads.sides(),
            List.of())
        : whole(reads + ": all tasks together have no more cores than one of them uses");
  }

  private static SplitDecision overProcesses(
      RelNode root, List<CutPoint> points, Cluster workers, Reads reads) {
    double allowed = WORTHWHILE * (reads.driver() + reads.others());
    double read = (reads.driver() + reads.shared()) / workers.speedUp() + reads.whole();
    if (read >= allowed) {
      return whole(reads + ": every process would read the latter again");
    }
    boolean heavy = reads.isHeavyBesideTheDriver();
    int tasks = heavy ? workers.processes() : workers.slots();
    double groups = points.stream().mapToDouble(point -> MovedGroups.of(point, tasks)).sum();
    return read + groups * MOVED_GROUP < allowed
        ? new SplitDecision(
            true,
            reads + " over " + workers.processes() + " processes",
            heavy ? Grain.PROCESS : Grain.FINE,
            reads.sides(),
            SharedSides.above(points, root, false))
        : whole(reads + ": too many groups would be grouped again, about " + Math.round(groups));
  }

  /**
   * What a query reads, in rows.
   *
   * @param driver of the tables that are split
   * @param others of all other tables
   * @param shared of those, what is read once for all tasks, and may be split itself
   */
  private record Reads(long driver, long others, long shared, Map<Branch, List<RelNode>> sides) {
    static Reads of(RelNode root, List<CutPoint> points, boolean small) {
      Map<Branch, List<RelNode>> sides = new HashMap<>();
      for (CutPoint point : points) {
        point.branches().forEach(branch -> sides.put(branch, SharedSides.of(branch, small)));
      }
      long driver =
          points.stream()
              .flatMap(point -> point.branches().stream())
              .mapToLong(branch -> DrivenBranches.rows(branch.driver()))
              .sum();
      long others = Math.max(0, ScannedRows.of(root) - driver);
      long shared =
          sides.values().stream().flatMap(List::stream).distinct().mapToLong(ScannedRows::of).sum();
      return new Reads(driver, others, Math.min(others, shared), sides);
    }

    /** What every task reads beside its split. */
    long whole() {
      return others - shared;
    }

    boolean isHeavyBesideTheDriver() {
      return whole() > driver * HEAVY_SIDES;
    }

    @Override
    public String toString() {
      return driver + " rows to split, " + others + " to read whole";
    }
  }

  /** Whether the driver, a small one that is split by force, has nothing to be cut by. */
  private static boolean isOneTask(List<CutPoint> points, DistributedConvention convention) {
    List<Branch> branches =
        points.stream().flatMap(point -> point.branches().stream()).limit(2).toList();
    if (branches.size() > 1 || DrivenBranches.rows(branches.get(0).driver()) > ROW_GROUP) {
      return false;
    }
    StoredTable table = branches.get(0).driver().getTable().unwrapOrThrow(StoredTable.class);
    return convention.runtime().layout(table.source().orElseThrow()).rowGroups().size() <= 1;
  }

  private static SplitDecision whole(String reason) {
    return new SplitDecision(false, reason, Grain.FINE, Map.of(), List.of());
  }

  private static boolean readsEnum(RelNode root) {
    boolean[] found = {false};
    new RelVisitor() {
      @Override
      public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
        if (node instanceof TableScan scan && Recursion.rounds(scan) == null) {
          found[0] |= scan.getTable().unwrapOrThrow(StoredTable.class).hasEnum();
        }
        super.visit(node, ordinal, parent);
      }
    }.go(root);
    return found[0];
  }
}
