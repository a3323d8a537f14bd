package dev.skein.calcite.lower.split;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.Sarg;
import org.jspecify.annotations.Nullable;

/**
 * What part of the rows conditions let through, guessed from their form alone and rather too small:
 * it only has to tell a lookup from a query that returns a good part of a large table.
 */
final class Selectivity {
  private static final double ONE_VALUE = 0.01;
  private static final double RANGE = 0.5;
  private static final double NULLS = 0.1;
  private static final double UNKNOWN = 0.5;

  private Selectivity() {}

  /** The product of all filters of a tree, those of the sides of its joins too. */
  static double of(RelNode tree) {
    double[] part = {1};
    new RelVisitor() {
      @Override
      public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
        if (node instanceof Filter filter) {
          part[0] *= of(filter.getCondition());
        }
        super.visit(node, ordinal, parent);
      }
    }.go(tree);
    return part[0];
  }

  static double of(RexNode condition) {
    if (!(condition instanceof RexCall call)) {
      return condition.isAlwaysTrue() ? 1 : UNKNOWN;
    }
    return switch (call.getKind()) {
      case AND ->
          call.getOperands().stream().mapToDouble(Selectivity::of).reduce(1, (a, b) -> a * b);
      case OR -> Math.min(1, call.getOperands().stream().mapToDouble(Selectivity::of).sum());
      case NOT -> 1 - of(call.getOperands().get(0));
      case EQUALS, IS_NOT_DISTINCT_FROM, LIKE -> ONE_VALUE;
      case NOT_EQUALS, IS_DISTINCT_FROM -> 1 - ONE_VALUE;
      case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL -> RANGE;
      case IS_NULL -> NULLS;
      case IS_NOT_NULL -> 1 - NULLS;
      case SEARCH -> of((RexLiteral) call.getOperands().get(1));
      default -> UNKNOWN;
    };
  }

  private static double of(RexLiteral ranges) {
    Sarg<?> sarg = ranges.getValueAs(Sarg.class);
    if (sarg == null || sarg.isAll() || sarg.isComplementedPoints()) {
      return 1;
    }
    return Math.min(1, sarg.isPoints() ? sarg.pointCount * ONE_VALUE : RANGE);
  }
}
