package dev.skein.calcite.lower.expression;

import dev.skein.calcite.lower.text.DuckDbNames;
import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.lower.text.Literals;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.core.Aggregate.AggCallBinding;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes calls of functions that only DuckDB knows. Literals stand as the user wrote them, because
 * DuckDB reads more into a literal than into an expression of its type: {@code '2024-01-01'} can be
 * a date, and a format has to be a constant.
 */
public final class NativeCalls {
  private NativeCalls() {}

  /**
   * A query without rows whose only column has the type that DuckDB gives to a call.
   *
   * @throws IllegalArgumentException if an operand is of a type that DuckDB does not have
   */
  public static String probe(String function, SqlOperatorBinding call) {
    List<String> arguments = new ArrayList<>();
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < call.getOperandCount(); i++) {
      RelDataType type = call.getOperandType(i);
      String literal = literal(call, i, type);
      if (literal == null) {
        String name =
            DuckDbTypes.sqlType(type)
                .orElseThrow(
                    () -> new IllegalArgumentException("DuckDB has no values of type " + type));
        literal = "a" + i;
        columns.add("CAST(NULL AS " + name + ") AS " + literal);
      }
      arguments.add(literal);
    }
    columns.add("0 AS nothing");
    return "SELECT "
        + write(function, arguments)
        + " FROM (SELECT "
        + String.join(", ", columns)
        + ") AS arguments";
  }

  static String write(RexCall call, RexToDuckDb writer) {
    List<String> arguments =
        call.getOperands().stream().map(operand -> argument(operand, writer)).toList();
    // DuckDB's own type may be one that is shown as another, JSON as text.
    return writer.cast(write(call.getOperator().getName(), arguments), call.getType());
  }

  /** The type of a decimal's result may come from digits of its arguments that only a cast has. */
  private static String argument(RexNode operand, RexToDuckDb writer) {
    return operand instanceof RexLiteral literal
            && SqlTypeUtil.isDecimal(literal.getType())
            && literal.getType().getScale() > 0
        ? Literals.typed(literal)
        : writer.untyped(operand);
  }

  private static String write(String function, List<String> arguments) {
    return DuckDbNames.quote(function) + "(" + String.join(", ", arguments) + ")";
  }

  private static @Nullable String literal(SqlOperatorBinding call, int operand, RelDataType type) {
    if (type.getSqlTypeName() == SqlTypeName.NULL) {
      return "NULL";
    }
    if (call instanceof AggCallBinding || !call.isOperandLiteral(operand, false)) {
      return null;
    }
    if (SqlTypeUtil.inCharFamily(type)) {
      String text = call.getOperandLiteralValue(operand, String.class);
      return text == null ? null : DuckDbNames.literal(text);
    }
    if (type.getSqlTypeName() == SqlTypeName.BOOLEAN) {
      Boolean value = call.getOperandLiteralValue(operand, Boolean.class);
      return value == null ? null : Literals.untyped(value, type);
    }
    if (SqlTypeUtil.isExactNumeric(type)) {
      BigDecimal value = call.getOperandLiteralValue(operand, BigDecimal.class);
      return value == null ? null : Literals.untyped(value, type);
    }
    return null;
  }
}
