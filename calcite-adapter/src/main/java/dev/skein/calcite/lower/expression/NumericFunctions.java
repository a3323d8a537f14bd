package dev.skein.calcite.lower.expression;

import static dev.skein.calcite.lower.expression.Template.Operand.DOUBLE;
import static dev.skein.calcite.lower.expression.Template.Operand.LONG;

import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.lower.text.Literals;
import dev.skein.calcite.lower.text.NotInDuckDb;
import dev.skein.calcite.lower.text.Placeholders;
import dev.skein.calcite.sql.SkeinTypeSystem;
import java.math.BigDecimal;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Functions of numbers. */
final class NumericFunctions {
  private static final BigDecimal ONE_HALF = new BigDecimal("0.5");

  /** Functions of doubles to a double that both engines take from the C or the Java library. */
  private static final Map<SqlOperator, String> OF_DOUBLE =
      Map.ofEntries(
          Map.entry(SqlStdOperatorTable.EXP, "exp({0})"),
          Map.entry(SqlStdOperatorTable.SIN, "sin({0})"),
          Map.entry(SqlStdOperatorTable.COS, "cos({0})"),
          Map.entry(SqlStdOperatorTable.TAN, "tan({0})"),
          Map.entry(SqlStdOperatorTable.COT, "cot({0})"),
          Map.entry(SqlStdOperatorTable.ASIN, "asin({0})"),
          Map.entry(SqlStdOperatorTable.ACOS, "acos({0})"),
          Map.entry(SqlStdOperatorTable.ATAN, "atan({0})"),
          Map.entry(SqlStdOperatorTable.CBRT, "cbrt({0})"),
          Map.entry(SqlStdOperatorTable.DEGREES, "degrees({0})"),
          Map.entry(SqlStdOperatorTable.RADIANS, "radians({0})"),
          Map.entry(SqlStdOperatorTable.SQRT, "sqrt({0})"),
          Map.entry(SqlLibraryOperators.SINH, "sinh({0})"),
          Map.entry(SqlLibraryOperators.COSH, "cosh({0})"),
          Map.entry(SqlLibraryOperators.TANH, "tanh({0})"));

  private NumericFunctions() {}

  static void addTo(IdentityHashMap<SqlOperator, ScalarFunction> table) {
    OF_DOUBLE.forEach(
        (operator, pattern) -> table.put(operator, Template.of("DOUBLE", pattern, DOUBLE)));
    Template power = Template.of("DOUBLE", "pow({0}, {1})", DOUBLE, DOUBLE);
    table.put(SqlStdOperatorTable.POWER, (call, writer) -> power(call, power, writer));
    table.put(SqlLibraryOperators.POW, power);
    table.put(SqlStdOperatorTable.ATAN2, Template.of("DOUBLE", "atan2({0}, {1})", DOUBLE, DOUBLE));
    table.put(SqlStdOperatorTable.PI, Template.of("DOUBLE", "pi()"));
    table.put(SqlStdOperatorTable.LN, logarithm("ln"));
    table.put(SqlStdOperatorTable.LOG10, logarithm("log10"));
    table.put(SqlLibraryOperators.LOG_POSTGRES, Template.byArity(logarithm("log10")));
    table.put(
        SqlLibraryOperators.LOG2,
        Template.of("DOUBLE", "CASE WHEN {0} > 0 OR isnan({0}) THEN log2({0}) END", DOUBLE));
    table.put(
        SqlStdOperatorTable.BITCOUNT,
        Template.of("TINYINT", "bit_count(CAST({0} AS BIGINT))", LONG));
    table.put(SqlLibraryOperators.IS_NAN, Template.of("BOOLEAN", "isnan({0})", DOUBLE));
    table.put(SqlLibraryOperators.IS_INF, Template.of("BOOLEAN", "isinf({0})", DOUBLE));

    table.put(SqlStdOperatorTable.ABS, sameType("abs"));
    table.put(SqlStdOperatorTable.SIGN, sameType("sign"));
    table.put(SqlStdOperatorTable.FLOOR, rounded("floor"));
    table.put(SqlStdOperatorTable.CEIL, rounded("ceil"));
    table.put(SqlStdOperatorTable.ROUND, rounded("round"));
    table.put(SqlStdOperatorTable.TRUNCATE, rounded("trunc"));

    for (SqlOperator and :
        List.of(SqlStdOperatorTable.BITAND, SqlStdOperatorTable.BITAND_OPERATOR)) {
      table.put(and, Template.of("?", "({0} & {1})", LONG, LONG));
    }
    table.put(SqlStdOperatorTable.BITOR, Template.of("?", "({0} | {1})", LONG, LONG));
    for (SqlOperator xor :
        List.of(SqlStdOperatorTable.BITXOR, SqlStdOperatorTable.BITXOR_OPERATOR)) {
      table.put(xor, Template.of("?", "xor({0}, {1})", LONG, LONG));
    }
    table.put(SqlStdOperatorTable.BITNOT, Template.of("?", "(~ {0})", LONG));
  }

  /** Calcite writes SQRT(x) as POWER(x, 0.5); the root itself is exact to the last digit. */
  private static String power(RexCall call, Template general, RexToDuckDb writer) {
    boolean isRoot =
        call.getOperands().get(1) instanceof RexLiteral literal
            && !literal.isNull()
            && Literals.number(literal).compareTo(ONE_HALF) == 0;
    return isRoot
        ? Placeholders.fill(
            "CASE WHEN {0} = CAST('-Infinity' AS DOUBLE) THEN CAST('Infinity' AS DOUBLE)"
                + " WHEN {0} < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt({0}) END",
            DOUBLE.write(call.getOperands().get(0), writer))
        : general.write(call, writer);
  }

  /** Calcite refuses the logarithm of what is not positive. */
  private static Template logarithm(String name) {
    return Template.of(
        "DOUBLE",
        "CASE WHEN {0} <= 0 THEN error('Cannot take logarithm of zero or negative number') ELSE "
            + name
            + "({0}) END",
        DOUBLE);
  }

  private static ScalarFunction sameType(String name) {
    return (call, writer) -> {
      RexNode operand = call.getOperands().get(0);
      if (call.getOperands().size() != 1 || !SqlTypeUtil.isNumeric(operand.getType())) {
        throw new NotInDuckDb(call, "of other than one number");
      }
      String text = name + "(" + writer.write(operand) + ")";
      boolean alike =
          name.equals("abs")
              ? DuckDbTypes.sameStorage(operand.getType(), call.getType())
              : call.getType().getSqlTypeName() == SqlTypeName.TINYINT;
      String cast = alike ? text : writer.cast(text, call.getType());
      return name.equals("sign")
              && SqlTypeName.APPROX_TYPES.contains(call.getType().getSqlTypeName())
          ? Placeholders.fill(
              "CASE WHEN isnan({0}) THEN {0} ELSE {1} END", writer.write(operand), cast)
          : cast;
    };
  }

  private static ScalarFunction rounded(String name) {
    return (call, writer) -> {
      RelDataType type = call.getOperands().get(0).getType();
      if (!SqlTypeUtil.isNumeric(type)) {
        return DatetimeFunctions.toUnit(call, name, writer);
      }
      return round(call, name, writer);
    };
  }

  private static String round(RexCall call, String name, RexToDuckDb writer) {
    RexNode operand = call.getOperands().get(0);
    boolean whole = SqlTypeName.INT_TYPES.contains(operand.getType().getSqlTypeName());
    if (whole && call.getOperands().size() == 1) {
      return writer.writeAs(operand, call.getType());
    }
    if (call.getOperands().size() == 2
        && SqlTypeUtil.isDecimal(operand.getType())
        && !(call.getOperands().get(1) instanceof RexLiteral)) {
      throw new NotInDuckDb(call, "rounds to a number of digits that is not constant");
    }
    String text = name + "(" + String.join(", ", writer.writeAll(call.getOperands())) + ")";
    return naturalType(call).equals(DuckDbTypes.typeName(call.getType()))
        ? text
        : writer.cast(text, call.getType());
  }

  private static String naturalType(RexCall call) {
    RelDataType operand = call.getOperands().get(0).getType();
    if (operand.getSqlTypeName() != SqlTypeName.DECIMAL || SkeinTypeSystem.isHuge(operand)) {
      return DuckDbTypes.typeName(operand);
    }
    int digits =
        call.getOperands().size() == 1
            ? 0
            : Literals.number((RexLiteral) call.getOperands().get(1)).intValue();
    int scale = Math.max(0, Math.min(digits, operand.getScale()));
    return "DECIMAL(" + operand.getPrecision() + ", " + scale + ")";
  }
}
