package dev.skein.calcite.lower.split;

import dev.skein.calcite.lower.split.DrivenBranches.Branch;
import dev.skein.calcite.rel.StoredTable;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Guesses how many partial groups the tasks below a cut point return, to be grouped once more; of a
 * DISTINCT aggregate, they return each value of a group.
 */
final class MovedGroups {
  /** Of an expression of which nothing is known. */
  private static final double UNKNOWN = 100;

  private MovedGroups() {}

  /** None if tasks return anything else. */
  static double of(CutPoint point, int tasks) {
    if (!(point.rel() instanceof Aggregate aggregate)) {
      return 0;
    }
    double rows = 0;
    for (Branch branch : point.branches()) {
      rows += DrivenBranches.rows(branch.driver()) * Selectivity.of(branch.tree());
    }
    double groups = groups(aggregate, rows);
    double moved = groups;
    for (AggregateCall call : aggregate.getAggCallList()) {
      if (call.isDistinct()) {
        ImmutableBitSet values = ImmutableBitSet.of(call.getArgList());
        moved = Math.max(moved, groups * combinations(aggregate.getInput(), values, rows));
      }
    }
    return Math.min(rows, moved * tasks);
  }

  /**
   * The groups of an aggregate.
   *
   * @param rows how many rows it groups
   */
  static double groups(Aggregate aggregate, double rows) {
    return combinations(aggregate.getInput(), aggregate.getGroupSet(), rows);
  }

  private static double combinations(RelNode rel, ImmutableBitSet columns, double rows) {
    double values = 1;
    for (int column : columns) {
      values = Math.min(rows, values * valuesOf(rel, column).orElse(UNKNOWN));
    }
    return values;
  }

  /** The different values of a column of a tree. */
  private static OptionalDouble valuesOf(RelNode rel, int column) {
    if (rel instanceof TableScan scan) {
      StoredTable table = scan.getTable().unwrap(StoredTable.class);
      OptionalLong values = table == null ? OptionalLong.empty() : table.distinctValues(column);
      return values.isPresent()
          ? OptionalDouble.of((double) values.getAsLong())
          : OptionalDouble.empty();
    } else if (rel instanceof Filter) {
      return valuesOf(rel.getInput(0), column);
    } else if (rel instanceof Project project) {
      return valuesOf(project.getProjects().get(column), project.getInput());
    } else if (rel instanceof Join join) {
      int left = join.getLeft().getRowType().getFieldCount();
      return column < left
          ? valuesOf(join.getLeft(), column)
          : valuesOf(join.getRight(), column - left);
    } else if (rel instanceof Aggregate aggregate && column < aggregate.getGroupCount()) {
      return valuesOf(aggregate.getInput(), aggregate.getGroupSet().nth(column));
    }
    return OptionalDouble.empty();
  }

  /** A function of a column maps some of its values to one: the year of a date, half a number. */
  private static OptionalDouble valuesOf(RexNode expression, RelNode input) {
    if (expression instanceof RexInputRef column) {
      return valuesOf(input, column.getIndex());
    }
    double values = 1;
    if (expression instanceof RexCall call) {
      for (RexNode operand : call.getOperands()) {
        OptionalDouble of = valuesOf(operand, input);
        if (of.isEmpty()) {
          return of;
        }
        values *= Math.sqrt(of.getAsDouble());
      }
    }
    return OptionalDouble.of(values);
  }
}
