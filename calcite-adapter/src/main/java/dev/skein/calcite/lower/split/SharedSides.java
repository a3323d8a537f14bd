package dev.skein.calcite.lower.split;

import dev.skein.calcite.lower.split.DrivenBranches.Branch;
import dev.skein.calcite.rel.StoredTable;
import dev.skein.calcite.rel.WholeTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;

/**
 * Finds what every task of a branch would compute again though it does not depend on its split, and
 * what is therefore computed once, by a stage of its own whose rows all tasks read: sub-queries and
 * sides of joins that aggregate, where they read much and return little. The last stage reads such
 * rows too, for its tables are best read by workers, and while the tasks run.
 */
final class SharedSides {
  /** What a row costs that is moved to each worker, in rows that are only scanned. */
  private static final double MOVED_ROW = 10;

  /** A stage of its own takes as long as some hundred thousand rows are scanned. */
  private static final long LEAST_ROWS = 1_000_000;

  /** What is not looked into: the driver, or what tasks compute for the last stage. */
  private final Set<RelNode> ends = Collections.newSetFromMap(new IdentityHashMap<>());

  private final boolean small;
  private final List<RelNode> found = new ArrayList<>();

  private SharedSides(Collection<? extends RelNode> ends, boolean small) {
    this.ends.addAll(ends);
    this.small = small;
  }

  /**
   * The largest such parts of what tasks compute, none of which is in another.
   *
   * @param small whether sides of small tables are shared too, for tests
   */
  static List<RelNode> of(Branch branch, boolean small) {
    SharedSides sides = new SharedSides(List.of(branch.driver()), small);
    sides.examine(branch.tree());
    return sides.found;
  }

  /** The largest such parts of what the last stage computes. */
  static List<RelNode> above(List<CutPoint> points, RelNode root, boolean small) {
    SharedSides sides = new SharedSides(points.stream().map(CutPoint::rel).toList(), small);
    sides.examine(root);
    return sides.found;
  }

  private void examine(RelNode rel) {
    if (rel instanceof RepeatUnion || ends.contains(rel)) {
      return;
    }
    rel.accept(
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery subQuery) {
            if (subQuery.getKind() != SqlKind.ARRAY_QUERY_CONSTRUCTOR) { // whose order matters
              consider(subQuery.rel);
            }
            return super.visitSubQuery(subQuery);
          }
        });
    for (RelNode input : rel.getInputs()) {
      if (rel instanceof Join && !holdsEnd(input) && isComplete(input)) {
        consider(input);
      } else {
        examine(input);
      }
      if (rel instanceof Correlate) {
        return; // its right side is computed for each row of the left
      }
    }
  }

  /**
   * Whether a side of a join ends in an aggregate or a limit. Of any other the conditions that make
   * it small may stand above the join: {@code FROM a, b, c WHERE ...} is cross joins under a
   * filter.
   */
  private static boolean isComplete(RelNode side) {
    return side instanceof Aggregate
        || (side instanceof Sort sort && sort.fetch != null)
        || ((side instanceof Project || side instanceof Filter) && isComplete(side.getInput(0)));
  }

  private void consider(RelNode rel) {
    if (!isClosed(rel)) {
      return;
    }
    if (isWorthwhile(rel)) {
      found.add(rel);
    } else {
      examine(rel);
    }
  }

  private boolean isWorthwhile(RelNode rel) {
    long read = ScannedRows.of(rel);
    if (small && read > 0 && read < LEAST_ROWS) {
      return !isScan(rel);
    }
    return read >= LEAST_ROWS && read > MOVED_ROW * EstimatedRows.of(rel);
  }

  /** A table as it is, some of its columns or some of its rows: the task itself may read it. */
  private static boolean isScan(RelNode rel) {
    return !(rel instanceof Aggregate)
        && rel.getInputs().size() <= 1
        && (rel.getInputs().isEmpty() || isScan(rel.getInput(0)));
  }

  private boolean holdsEnd(RelNode rel) {
    return ends.contains(rel) || rel.getInputs().stream().anyMatch(this::holdsEnd);
  }

  /**
   * Whether a tree gives the same rows wherever it stands: it names nothing from outside and calls
   * nothing that changes. An ENUM becomes text on its way to another stage, which sorts otherwise.
   */
  private static boolean isClosed(RelNode root) {
    boolean[] closed = {true};
    WholeTree.forEach(
        root,
        node ->
            closed[0] &=
                SharedTrees.isRepeatable(node)
                    && !(node instanceof TableScan scan && hasEnum(scan)));
    return closed[0];
  }

  private static boolean hasEnum(TableScan scan) {
    return scan.getTable().unwrapOrThrow(StoredTable.class).hasEnum();
  }
}
