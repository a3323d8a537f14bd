package dev.skein.calcite.sql;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
 * ROUND, SIGN, FLOOR and CEIL with the types that DuckDB gives their results: as many digits as are
 * left of a decimal, a TINYINT for the sign, and a DOUBLE for the floor of an integer. Calcite
 * keeps the type of the argument; what they compute is the same, so that they are translated to its
 * own functions.
 */
public final class RoundedNumbers {
  static final SqlFunction ROUND =
      ((SqlBasicFunction) SqlStdOperatorTable.ROUND)
          .withReturnTypeInference(RoundedNumbers::typeOfRound);
  static final SqlFunction SIGN =
      ((SqlBasicFunction) SqlStdOperatorTable.SIGN)
          .withReturnTypeInference(RoundedNumbers::typeOfSign);

  /** FLOOR of a number; the parser has Calcite's own, which also rounds times to a unit. */
  public static final SqlFunction FLOOR = whole("FLOOR_NUMBER", SqlStdOperatorTable.FLOOR);

  public static final SqlFunction CEIL = whole("CEIL_NUMBER", SqlStdOperatorTable.CEIL);

  /** What Calcite's own tables are not asked for. */
  static final Set<String> NAMES = Set.of("ROUND", "SIGN");

  private RoundedNumbers() {}

  static boolean isOne(SqlCall call) {
    return Stream.of(ROUND, SIGN, FLOOR, CEIL).anyMatch(call.getOperator()::equals);
  }

  private static SqlFunction whole(String name, SqlFunction calcites) {
    return SqlBasicFunction.create(
        name,
        binding -> typeOfWhole(binding, calcites),
        requireNonNull(calcites.getOperandTypeChecker()));
  }

  private static RelDataType typeOfWhole(SqlOperatorBinding binding, SqlFunction calcites) {
    return SqlTypeName.INT_TYPES.contains(binding.getOperandType(0).getSqlTypeName())
        ? nullable(binding, binding.getTypeFactory().createSqlType(SqlTypeName.DOUBLE))
        : calcites.inferReturnType(binding);
  }

  static RexNode translate(SqlRexContext context, SqlCall call) {
    RexBuilder rex = context.getRexBuilder();
    List<RexNode> operands = new ArrayList<>();
    for (SqlNode operand : call.getOperandList()) {
      operands.add(context.convertExpression(operand));
    }
    RelDataType type = rex.deriveReturnType(call.getOperator(), operands);
    if (call.getOperator().equals(ROUND)) {
      return rex.makeCall(type, SqlStdOperatorTable.ROUND, operands);
    } else if (call.getOperator().equals(SIGN)) {
      return rex.makeCall(type, SqlStdOperatorTable.SIGN, operands);
    }
    RexNode number = operands.get(0);
    return SqlTypeName.INT_TYPES.contains(number.getType().getSqlTypeName())
        ? rex.makeCast(type, number)
        : rex.makeCall(
            type,
            call.getOperator().equals(FLOOR) ? SqlStdOperatorTable.FLOOR : SqlStdOperatorTable.CEIL,
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
