package dev.skein.calcite.lower.expression;

import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.lower.text.Literals;
import dev.skein.calcite.lower.text.NotInDuckDb;
import dev.skein.calcite.sql.SkeinTypeFactory;
import dev.skein.calcite.sql.SkeinTypeSystem;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * {@code + - * / %} on numbers. Where both engines agree on the type of the result, which the type
 * system sees to, the text is the plain operator; elsewhere an operand or the result is cast.
 */
final class ArithmeticFunctions {
  private static final RelDataTypeFactory TYPES = new SkeinTypeFactory();
  private static final int MAX_SCALE = 38;

  private ArithmeticFunctions() {}

  static void addTo(IdentityHashMap<SqlOperator, ScalarFunction> table) {
    for (SqlOperator plus : List.of(SqlStdOperatorTable.PLUS, SqlStdOperatorTable.CHECKED_PLUS)) {
      table.put(plus, ArithmeticFunctions::plusOrMinus);
    }
    for (SqlOperator minus :
        List.of(SqlStdOperatorTable.MINUS, SqlStdOperatorTable.CHECKED_MINUS)) {
      table.put(minus, ArithmeticFunctions::plusOrMinus);
    }
    for (SqlOperator times :
        List.of(SqlStdOperatorTable.MULTIPLY, SqlStdOperatorTable.CHECKED_MULTIPLY)) {
      table.put(times, ArithmeticFunctions::multiply);
    }
    for (SqlOperator divide :
        List.of(
            SqlStdOperatorTable.DIVIDE,
            SqlStdOperatorTable.CHECKED_DIVIDE,
            SqlStdOperatorTable.DIVIDE_INTEGER,
            SqlStdOperatorTable.CHECKED_DIVIDE_INTEGER)) {
      table.put(divide, ArithmeticFunctions::divide);
    }
    table.put(SqlStdOperatorTable.MOD, ArithmeticFunctions::modulo);
    table.put(SqlStdOperatorTable.PERCENT_REMAINDER, ArithmeticFunctions::modulo);
    table.put(SqlStdOperatorTable.UNARY_MINUS, ArithmeticFunctions::negate);
    table.put(SqlStdOperatorTable.CHECKED_UNARY_MINUS, ArithmeticFunctions::negate);
    table.put(SqlStdOperatorTable.UNARY_PLUS, (call, writer) -> writer.operand(call, 0));
  }

  private static String plusOrMinus(RexCall call, RexToDuckDb writer) {
    String operator = call.getOperator().getName().contains("-") ? "-" : "+";
    if (SqlTypeUtil.isInterval(call.getType())) {
      return Intervals.arithmetic(call, operator, writer);
    }
    return numeric(call, operator, writer);
  }

  private static String multiply(RexCall call, RexToDuckDb writer) {
    if (SqlTypeUtil.isInterval(call.getType())) {
      return Intervals.arithmetic(call, "*", writer);
    }
    if (scale(call, 0) + scale(call, 1) > MAX_SCALE) {
      throw new NotInDuckDb(call, "DuckDB has no decimal of so many fraction digits");
    }
    return numeric(call, "*", writer);
  }

  private static String divide(RexCall call, RexToDuckDb writer) {
    RexNode divisor = call.getOperands().get(1);
    if (isInteger(call.getType()) && isInteger(type(call, 0)) && isInteger(divisor.getType())) {
      // Truncates, and fails on a zero divisor, as Calcite does.
      return numeric(call, "//", writer);
    }
    if (call.getType().getSqlTypeName() == SqlTypeName.REAL
        && (isReal(type(call, 0)) || isReal(divisor.getType()))) {
      return numeric(call, "/", writer);
    }
    if (call.getType().getSqlTypeName() != SqlTypeName.DOUBLE) {
      throw new NotInDuckDb(call, "DuckDB divides decimals as doubles");
    }
    return "(" + writer.operand(call, 0) + " / " + writer.write(divisor) + ")";
  }

  private static String modulo(RexCall call, RexToDuckDb writer) {
    if (!SqlTypeUtil.isExactNumeric(type(call, 0)) || !SqlTypeUtil.isExactNumeric(type(call, 1))) {
      throw new NotInDuckDb(call, "the remainder of approximate numbers");
    }
    return numeric(call, "%", writer);
  }

  private static String negate(RexCall call, RexToDuckDb writer) {
    String operand = "(- " + writer.operand(call, 0) + ")";
    return DuckDbTypes.sameStorage(type(call, 0), call.getType())
        ? operand
        : writer.cast(operand, call.getType());
  }

  private static String numeric(RexCall call, String operator, RexToDuckDb writer) {
    RelDataType left = type(call, 0);
    RelDataType right = type(call, 1);
    if (!SqlTypeUtil.isNumeric(left) || !SqlTypeUtil.isNumeric(right)) {
      throw new NotInDuckDb(call, "arithmetic on other types than numbers");
    }
    RelDataType result = call.getType();
    if (isInteger(result) && isInteger(left) && isInteger(right)) {
      return integer(call, operator, writer);
    }
    if (SqlTypeName.APPROX_TYPES.contains(result.getSqlTypeName())) {
      return "("
          + approximate(call.getOperands().get(0), result, writer)
          + " "
          + operator
          + " "
          + approximate(call.getOperands().get(1), result, writer)
          + ")";
    }
    String text =
        "(" + exact(call, 0, writer) + " " + operator + " " + exact(call, 1, writer) + ")";
    RelDataType natural = decimalResult(operator, left, right);
    return DuckDbTypes.sameStorage(natural, result) ? text : writer.cast(text, result);
  }

  /** A small unsigned integer, of which the text has a sign, counts with its own digits. */
  private static String exact(RexCall call, int operand, RexToDuckDb writer) {
    String text = writer.operand(call, operand);
    RelDataType type = type(call, operand);
    return SkeinTypeSystem.isSmallUnsigned(type)
        ? writer.cast(text, SkeinTypeFactory.decimalOf(TYPES, type))
        : text;
  }

  /**
   * DuckDB's result is as wide as its widest operand, and a literal as narrow as the other side: if
   * nothing but a literal has the width of the result, or more, an operand must be given it. A
   * remainder is as narrow as the divisor.
   */
  private static String integer(RexCall call, String operator, RexToDuckDb writer) {
    RelDataType result = call.getType();
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    boolean leftWide = hasWidth(left, result);
    boolean rightWide = hasWidth(right, result);
    boolean plain = leftWide || rightWide || (isPlainLiteral(left) && isPlainLiteral(right));
    String text =
        "("
            + (plain ? writer.write(left) : writer.cast(writer.write(left), result))
            + " "
            + operator
            + " "
            + writer.write(right)
            + ")";
    boolean wider = width(left.getType()) > width(result) || width(right.getType()) > width(result);
    return wider ? writer.cast(text, result) : text;
  }

  private static boolean hasWidth(RexNode node, RelDataType result) {
    return !isPlainLiteral(node) && width(node.getType()) >= width(result);
  }

  /** Whether DuckDB adapts the type of a number to what stands beside it. */
  private static boolean isPlainLiteral(RexNode node) {
    return node instanceof RexLiteral && node.getType().getSqlTypeName() == SqlTypeName.INTEGER;
  }

  private static int width(RelDataType type) {
    return SqlTypeName.INT_TYPES.indexOf(type.getSqlTypeName());
  }

  private static String approximate(RexNode node, RelDataType result, RexToDuckDb writer) {
    if (node instanceof RexLiteral literal
        && !literal.isNull()
        && result.getSqlTypeName() != SqlTypeName.REAL) {
      return Literals.asDouble(Literals.number(literal));
    }
    return writer.writeAs(node, result);
  }

  private static RelDataType decimalResult(String operator, RelDataType left, RelDataType right) {
    SkeinTypeSystem system = SkeinTypeSystem.INSTANCE;
    RelDataType type =
        switch (operator) {
          case "*" -> system.deriveDecimalMultiplyType(TYPES, left, right);
          case "%" -> system.deriveDecimalModType(TYPES, left, right);
          default -> system.deriveDecimalPlusType(TYPES, left, right);
        };
    // Two integers: Calcite's type is not an integer, so that any other type will do.
    return type == null ? TYPES.createSqlType(SqlTypeName.BIGINT) : type;
  }

  private static boolean isInteger(RelDataType type) {
    return SqlTypeName.INT_TYPES.contains(type.getSqlTypeName());
  }

  private static boolean isReal(RelDataType type) {
    return type.getSqlTypeName() == SqlTypeName.REAL;
  }

  private static RelDataType type(RexCall call, int operand) {
    return call.getOperands().get(operand).getType();
  }

  private static int scale(RexCall call, int operand) {
    RelDataType type = type(call, operand);
    return type.getSqlTypeName() == SqlTypeName.DECIMAL ? type.getScale() : 0;
  }
}
