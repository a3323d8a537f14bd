package dev.skein.calcite.rule;

import java.util.stream.Collectors;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;

/**
 * Says in the operands of IN that the answer may be unknown.
 *
 * <p>{@code x IN (SELECT y ...)} is NULL where no y is equal and one is NULL. Calcite (1.42) takes
 * it for a comparison of its operands alone, never NULL where x is not, and drops {@code IS NOT
 * TRUE} and its siblings above it. An operand whose type allows NULLs keeps them.
 */
public final class NullableMembership extends RelHomogeneousShuttle {
  /** The tree as it is translated, before anything simplifies its expressions. */
  public static RelNode spelledOut(RelNode translated) {
    return translated.accept(new NullableMembership());
  }

  @Override
  public RelNode visit(RelNode other) {
    RelNode rel = super.visit(other);
    return rel.accept(new Memberships(rel.getCluster().getRexBuilder()));
  }

  private final class Memberships extends RexShuttle {
    private final RexBuilder rex;

    Memberships(RexBuilder rex) {
      this.rex = rex;
    }

    @Override
    public RexNode visitSubQuery(RexSubQuery written) {
      RexSubQuery subQuery = (RexSubQuery) super.visitSubQuery(written);
      RexSubQuery inner = subQuery.clone(subQuery.rel.accept(NullableMembership.this));
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
  }
}
