package dev.skein.calcite.lower.split;

import dev.skein.calcite.rel.Recursion;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexLiteral;

/**
 * Guesses how many rows a tree returns, well enough to tell a few from many.
 *
 * <p>Of a join as many as of its larger side, for most joins are over keys; of one without a
 * condition of its own all combinations.
 */
final class EstimatedRows {
  private EstimatedRows() {}

  static double of(RelNode rel) {
    if (rel instanceof TableScan scan) {
      return Recursion.rounds(scan) != null ? 0 : DrivenBranches.rows(scan);
    } else if (rel instanceof Values values) {
      return values.tuples.size();
    } else if (rel instanceof Aggregate aggregate) {
      return MovedGroups.groups(aggregate, of(aggregate.getInput()));
    } else if (rel instanceof Filter filter) {
      return Selectivity.of(filter.getCondition()) * of(filter.getInput());
    } else if (rel instanceof Sort sort && sort.fetch instanceof RexLiteral fetch) {
      return Math.min(RexLiteral.numberValue(fetch).doubleValue(), of(sort.getInput()));
    } else if (rel instanceof Join join) {
      double left = of(join.getLeft());
      double right = of(join.getRight());
      return join.getCondition().isAlwaysTrue() ? left * right : Math.max(left, right);
    }
    return rel.getInputs().stream().mapToDouble(EstimatedRows::of).sum();
  }
}
