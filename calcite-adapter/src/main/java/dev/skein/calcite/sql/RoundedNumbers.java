package dev.skein.calcite.sql;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCallBinding;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql2rel.SqlRexContext;
import org.jspecify.annotations.Nullable;

/**
 * ROUND and SIGN with the types that DuckDB gives their results: as many digits as are left of a
 * decimal, and a TINYINT for the sign. Calcite keeps the type of the argument; what they compute is
 * the same, so that they are translated to its own functions.
 */
final class RoundedNumbers {
  static final SqlFunction ROUND =
      ((SqlBasicFunction) SqlStdOperatorTable.ROUND)
          .withReturnTypeInference(RoundedNumbers::typeOfRound);
  static final SqlFunction SIGN =
      ((SqlBasicFunction) SqlStdOperatorTable.SIGN)
          .withReturnTypeInference(RoundedNumbers::typeOfSign);

  /** What Calcite's own tables are not asked for. */
  static final Set<String> NAMES = Set.of("ROUND", "SIGN");

  private RoundedNumbers() {}

  static boolean isOne(SqlCall call) {
    return call.getOperator().equals(ROUND) || call.getOperator().equals(SIGN);
  }

  static RexNode translate(SqlRexContext context, SqlCall call) {
    RexBuilder rex = context.getRexBuilder();
    List<RexNode> operands = new ArrayList<>();
    for (SqlNode operand : call.getOperandList()) {
      operands.add(context.convertExpression(operand));
    }
    return rex.makeCall(
        rex.deriveReturnType(call.getOperator(), operands),
        call.getOperator().equals(ROUND) ? SqlStdOperatorTable.ROUND : SqlStdOperatorTable.SIGN,
        operands);
  }

  private static RelDataType typeOfRound(SqlOperatorBinding binding) {
    RelDataType number = binding.getOperandType(0);
    Integer digits = digits(binding);
    RelDataType rounded =
        digits == null || !SqlTypeUtil.isDecimal(number) || digits >= number.getScale()
            ? number
            : binding
                .getTypeFactory()
                .createSqlType(SqlTypeName.DECIMAL, number.getPrecision(), Math.max(0, digits));
    return nullable(binding, rounded);
  }

  private static RelDataType typeOfSign(SqlOperatorBinding binding) {
    return nullable(binding, binding.getTypeFactory().createSqlType(SqlTypeName.TINYINT));
  }

  private static RelDataType nullable(SqlOperatorBinding binding, RelDataType type) {
    boolean mayBeNull = binding.collectOperandTypes().stream().anyMatch(RelDataType::isNullable);
    return binding.getTypeFactory().createTypeWithNullability(type, mayBeNull);
  }

  /** To how many digits it rounds, 0 for every negative number; null where that is not constant. */
  private static @Nullable Integer digits(SqlOperatorBinding binding) {
    if (binding.getOperandCount() == 1 || isNegative(binding)) {
      return 0;
    }
    BigDecimal digits =
        binding.isOperandLiteral(1, false)
            ? binding.getOperandLiteralValue(1, BigDecimal.class)
            : null;
    return digits == null ? null : Math.max(0, digits.intValue());
  }

  private static boolean isNegative(SqlOperatorBinding binding) {
    return binding instanceof SqlCallBinding written
        ? written.operand(1).getKind() == SqlKind.MINUS_PREFIX
        : binding instanceof RexCallBinding translated
            && translated.operands().get(1).isA(SqlKind.MINUS_PREFIX);
  }
}
