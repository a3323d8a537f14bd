package dev.skein.calcite.rule;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Says what is unknown where Calcite (1.42) would lose it when it simplifies.
 *
 * <p>{@code x IN (SELECT y ...)} is NULL where no y is equal and one is NULL. Calcite takes it for
 * a comparison of its operands alone, never NULL where x is not, and drops {@code IS NOT TRUE} and
 * its siblings above it. An operand whose type allows NULLs keeps them.
 *
 * <p>Of {@code p BETWEEN FALSE AND TRUE} Calcite makes a search in a range, and where an unknown
 * condition is as good as a false one it takes a p that is unknown for false, which is in the
 * range. What such comparisons mean can be said without a range.
 */
public final class SpelledOutNulls extends RelHomogeneousShuttle {
  private static final Set<SqlKind> ORDERED =
      EnumSet.of(
          SqlKind.LESS_THAN,
          SqlKind.LESS_THAN_OR_EQUAL,
          SqlKind.GREATER_THAN,
          SqlKind.GREATER_THAN_OR_EQUAL);

  /** The tree as it is translated, before anything simplifies its expressions. */
  public static RelNode in(RelNode translated) {
    return translated.accept(new SpelledOutNulls());
  }

  @Override
  public RelNode visit(RelNode other) {
    RelNode rel = super.visit(other);
    return rel.accept(new Expressions(rel.getCluster().getRexBuilder()));
  }

  private final class Expressions extends RexShuttle {
    private final RexBuilder rex;

    Expressions(RexBuilder rex) {
      this.rex = rex;
    }

    @Override
    public RexNode visitSubQuery(RexSubQuery written) {
      RexSubQuery subQuery = (RexSubQuery) super.visitSubQuery(written);
      RexSubQuery inner = subQuery.clone(subQuery.rel.accept(SpelledOutNulls.this));
      boolean mayBeUnknown = inner.getKind() == SqlKind.IN && inner.getType().isNullable();
      return mayBeUnknown
          ? inner.clone(
              inner.getType(),
              inner.getOperands().stream().map(this::nullable).collect(Collectors.toList()))
          : inner;
    }

    private RexNode nullable(RexNode operand) {
      RelDataType type = rex.getTypeFactory().createTypeWithNullability(operand.getType(), true);
      return operand.getType().isNullable() ? operand : rex.makeAbstractCast(type, operand, false);
    }

    @Override
    public RexNode visitCall(RexCall written) {
      RexNode visited = super.visitCall(written);
      if (!ORDERED.contains(visited.getKind())) {
        return RexUtil.flatten(rex, visited);
      }
      RexCall call = (RexCall) visited;
      RexNode left = call.getOperands().get(0);
      RexNode right = call.getOperands().get(1);
      if (!SqlTypeUtil.isBoolean(left.getType()) || !SqlTypeUtil.isBoolean(right.getType())) {
        return call;
      }
      if (RexUtil.isConstant(right)) {
        return withoutRange(left, call.getKind(), right);
      }
      return RexUtil.isConstant(left) ? withoutRange(right, call.getKind().reverse(), left) : call;
    }

    private RexNode withoutRange(RexNode condition, SqlKind kind, RexNode bound) {
      if (bound.isAlwaysTrue() || bound.isAlwaysFalse()) {
        return withoutRange(condition, kind, bound.isAlwaysTrue());
      }
      return rex.makeCall(
          SqlStdOperatorTable.CASE,
          bound,
          withoutRange(condition, kind, true),
          rex.makeCall(SqlStdOperatorTable.NOT, bound),
          withoutRange(condition, kind, false),
          rex.makeNullLiteral(condition.getType()));
    }

    /** What {@code condition <kind> bound} means; FALSE comes before TRUE. */
    private RexNode withoutRange(RexNode condition, SqlKind kind, boolean bound) {
      boolean less = kind == SqlKind.LESS_THAN || kind == SqlKind.LESS_THAN_OR_EQUAL;
      boolean orEqual = kind == SqlKind.LESS_THAN_OR_EQUAL || kind == SqlKind.GREATER_THAN_OR_EQUAL;
      boolean holdsFalse = bound ? less : orEqual;
      boolean holdsTrue = bound ? orEqual : !less;
      if (holdsFalse != holdsTrue) {
        return holdsTrue ? condition : rex.makeCall(SqlStdOperatorTable.NOT, condition);
      }
      return condition.getType().isNullable()
          ? rex.makeCall(
              SqlStdOperatorTable.CASE,
              rex.makeCall(SqlStdOperatorTable.IS_NOT_NULL, condition),
              rex.makeLiteral(holdsTrue),
              rex.makeNullLiteral(condition.getType()))
          : rex.makeLiteral(holdsTrue);
    }
  }
}
