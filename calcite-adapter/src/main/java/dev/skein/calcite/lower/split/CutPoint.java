package dev.skein.calcite.lower.split;

import dev.skein.calcite.lower.aggregate.AggregateFunctions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexLiteral;
import org.jspecify.annotations.Nullable;

/**
 * A node under which the tasks of a stage end: what they return is combined in its place.
 *
 * @param rel the node that is combined, whose own input is split
 * @param branches what the tasks compute
 */
public record CutPoint(RelNode rel, Kind kind, List<DrivenBranches.Branch> branches) {
  /** How outputs are combined. */
  public enum Kind {
    /** One after the other. */
    CONCATENATE,
    /** Partial groups are grouped again. */
    AGGREGATE,
    /** Each task's first rows are sorted again and the first taken. */
    TOP,
    /** All rows are sorted. */
    SORT
  }

  /** From so many rows on, moving them is the work. */
  private static final long MANY_ROWS = 1_000_000;

  /** Whether tasks return many rows as they are, as far as that can be guessed. */
  public boolean movesManyRows() {
    return kind == Kind.CONCATENATE
        && branches.stream()
                .mapToDouble(
                    branch -> DrivenBranches.rows(branch.driver()) * Selectivity.of(branch.tree()))
                .sum()
            >= MANY_ROWS;
  }

  /** The highest cut points of a tree, from left to right; none if nothing can be split. */
  public static List<CutPoint> find(RelNode root) {
    List<CutPoint> points = new ArrayList<>();
    List<DrivenBranches.Branch> whole = DrivenBranches.of(root);
    if (!whole.isEmpty()) {
      points.add(new CutPoint(root, Kind.CONCATENATE, whole));
    } else {
      collect(root, points);
    }
    return points;
  }

  private static void collect(RelNode rel, List<CutPoint> points) {
    Optional<CutPoint> point = at(rel);
    if (rel instanceof Correlate) {
      // The right side is computed for each row of the left.
      collect(rel.getInput(0), points);
    } else if (point.isPresent()) {
      points.add(point.get());
    } else if (!(rel instanceof RepeatUnion)) { // its rounds are known in one statement only
      rel.getInputs().forEach(input -> collect(input, points));
    }
  }

  private static Optional<CutPoint> at(RelNode rel) {
    Kind kind;
    if (rel instanceof Aggregate aggregate && canBeSplit(aggregate)) {
      kind = Kind.AGGREGATE;
    } else if (rel instanceof Sort sort) {
      if (isCount(sort.fetch) && (sort.offset == null || isCount(sort.offset))) {
        kind = Kind.TOP;
      } else if (sort.fetch == null && sort.offset == null) {
        kind = Kind.SORT;
      } else {
        return Optional.empty();
      }
    } else {
      return Optional.empty();
    }
    List<DrivenBranches.Branch> branches = DrivenBranches.of(rel.getInput(0));
    return branches.isEmpty() ? Optional.empty() : Optional.of(new CutPoint(rel, kind, branches));
  }

  private static boolean isCount(@Nullable Object node) {
    return node instanceof RexLiteral;
  }

  private static boolean canBeSplit(Aggregate aggregate) {
    if (aggregate.getRowType().getFieldCount() == 0) {
      return false;
    }
    for (AggregateCall call : aggregate.getAggCallList()) {
      if (!AggregateFunctions.canBeSplit(call, aggregate)) {
        return false;
      }
    }
    return true;
  }
}
