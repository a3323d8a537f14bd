package dev.skein.calcite.rule;

import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Divides exact numbers as doubles where the quotient is a double, as DuckDB does. Calcite's
 * pipeline would divide them exactly, which rounds otherwise and fails where the divisor is zero.
 */
final class ExactDivisions extends RelHomogeneousShuttle {
  private ExactDivisions() {}

  static RelNode asDoubles(RelNode rel) {
    return rel.accept(new ExactDivisions());
  }

  @Override
  public RelNode visit(RelNode other) {
    RelNode rel = super.visit(other);
    return rel.accept(new Divisions(rel.getCluster().getRexBuilder()));
  }

  private static final class Divisions extends RexShuttle {
    private final RexBuilder rex;

    Divisions(RexBuilder rex) {
      this.rex = rex;
    }

    @Override
    public RexNode visitCall(RexCall call) {
      RexNode visited = super.visitCall(call);
      if (!(visited instanceof RexCall division)
          || division.getKind() != SqlKind.DIVIDE
          || division.getType().getSqlTypeName() != SqlTypeName.DOUBLE
          || !division.getOperands().stream()
              .allMatch(operand -> SqlTypeUtil.isExactNumeric(operand.getType()))) {
        return visited;
      }
      return division.clone(
          division.getType(),
          division.getOperands().stream()
              .map(operand -> rex.ensureType(division.getType(), operand, true))
              .toList());
    }
  }
}
