package dev.skein.calcite.lower.expression;

import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.lower.text.Literals;
import dev.skein.calcite.lower.text.NotInDuckDb;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/** Three-valued logic, comparisons and choices. */
final class LogicFunctions {
  private LogicFunctions() {}

  static void addTo(IdentityHashMap<SqlOperator, ScalarFunction> table) {
    table.put(SqlStdOperatorTable.AND, Connectives.AND);
    table.put(SqlStdOperatorTable.OR, Connectives.OR);
    table.put(SqlStdOperatorTable.NOT, LogicFunctions::not);

    table.put(SqlStdOperatorTable.EQUALS, comparison("="));
    table.put(SqlStdOperatorTable.NOT_EQUALS, comparison("<>"));
    table.put(SqlStdOperatorTable.LESS_THAN, comparison("<"));
    table.put(SqlStdOperatorTable.LESS_THAN_OR_EQUAL, comparison("<="));
    table.put(SqlStdOperatorTable.GREATER_THAN, comparison(">"));
    table.put(SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, comparison(">="));
    table.put(SqlStdOperatorTable.IS_DISTINCT_FROM, comparison("IS DISTINCT FROM"));
    table.put(SqlStdOperatorTable.IS_NOT_DISTINCT_FROM, comparison("IS NOT DISTINCT FROM"));
    table.put(SqlStdOperatorTable.SEARCH, Searches::write);

    table.put(SqlStdOperatorTable.IS_NULL, postfix("IS NULL"));
    table.put(SqlStdOperatorTable.IS_NOT_NULL, postfix("IS NOT NULL"));
    table.put(SqlStdOperatorTable.IS_UNKNOWN, postfix("IS NULL"));
    table.put(SqlStdOperatorTable.IS_NOT_UNKNOWN, postfix("IS NOT NULL"));
    table.put(SqlStdOperatorTable.IS_TRUE, postfix("IS TRUE"));
    table.put(SqlStdOperatorTable.IS_NOT_TRUE, LogicFunctions::isNotTrue);
    table.put(SqlStdOperatorTable.IS_FALSE, postfix("IS FALSE"));
    table.put(SqlStdOperatorTable.IS_NOT_FALSE, postfix("IS NOT FALSE"));

    table.put(SqlStdOperatorTable.CASE, LogicFunctions::caseWhen);
    table.put(
        SqlStdOperatorTable.COALESCE,
        (call, writer) -> coalesce(call.getOperands().stream(), call.getType(), writer));
    table.put(SqlStdOperatorTable.NULLIF, LogicFunctions::nullIf);
  }

  /**
   * Calcite takes NOT LIKE apart, and DuckDB (2.0.0) takes half as long again for a NOT around a
   * LIKE: TPC-H's Q13 took 345 ms of a processor instead of 215.
   */
  private static String not(RexCall call, RexToDuckDb writer) {
    return call.getOperands().get(0) instanceof RexCall like && Likes.isPlain(like)
        ? Likes.negated(like, writer)
        : "(NOT " + writer.operand(call, 0) + ")";
  }

  /**
   * Calcite makes this of IS DISTINCT FROM. With a constant it is written as the user wrote it:
   * DuckDB (2.0.0) does not bind {@code (CASE WHEN b THEN 'x' END = 'y') IS NOT TRUE} where it
   * knows {@code b}.
   */
  private static String isNotTrue(RexCall call, RexToDuckDb writer) {
    return call.getOperands().get(0) instanceof RexCall equal
            && equal.getKind() == SqlKind.EQUALS
            && equal.getOperands().get(1) instanceof RexLiteral constant
            && !constant.isNull()
        ? compare(equal.getOperands().get(0), "IS DISTINCT FROM", constant, writer)
        : postfix("IS NOT TRUE").write(call, writer);
  }

  private static ScalarFunction postfix(String operator) {
    return (call, writer) -> "(" + writer.operand(call, 0) + " " + operator + ")";
  }

  private static ScalarFunction comparison(String operator) {
    return (call, writer) ->
        compare(call.getOperands().get(0), operator, call.getOperands().get(1), writer);
  }

  static String compare(RexNode left, String operator, RexNode right, RexToDuckDb writer) {
    RexNode leftDate = midnightOf(left);
    RexNode rightDate = midnightOf(right);
    if (leftDate != null && rightDate != null) {
      return compare(leftDate, operator, rightDate, writer);
    }
    if (left.isA(SqlKind.ROW) || right.isA(SqlKind.ROW)) {
      throw new NotInDuckDb(left + " and " + right, "NULLs inside rows are equal in DuckDB");
    }
    checkComparable(left.getType(), right.getType());
    return "("
        + side(left, right.getType(), writer)
        + " "
        + operator
        + " "
        + side(right, left.getType(), writer)
        + ")";
  }

  /** The date that an expression is the beginning of, so that dates are compared as dates. */
  private static @Nullable RexNode midnightOf(RexNode node) {
    return node.getKind() == SqlKind.CAST
            && node.getType().getSqlTypeName() == SqlTypeName.TIMESTAMP
            && ((RexCall) node).getOperands().get(0).getType().getSqlTypeName() == SqlTypeName.DATE
        ? ((RexCall) node).getOperands().get(0)
        : null;
  }

  /**
   * One side of a comparison. DuckDB brings numbers to a common type exactly; only a decimal beside
   * a double is better read as a double at once.
   */
  static String side(RexNode node, RelDataType other, RexToDuckDb writer) {
    if (node instanceof RexLiteral literal
        && !literal.isNull()
        && SqlTypeUtil.isExactNumeric(node.getType())
        && SqlTypeName.APPROX_TYPES.contains(other.getSqlTypeName())) {
      return Literals.asDouble(Literals.number(literal));
    }
    return node instanceof RexDynamicParam parameter
        ? writer.compared(parameter)
        : writer.untyped(node);
  }

  /** Refuses types that the two engines compare differently, or not at all. */
  static void checkComparable(RelDataType left, RelDataType right) {
    if (left.getSqlTypeName() == SqlTypeName.NULL || right.getSqlTypeName() == SqlTypeName.NULL) {
      return;
    }
    SqlTypeFamily family = left.getSqlTypeName().getFamily();
    boolean comparable =
        DuckDbTypes.sameStorage(left, right)
            || (family == right.getSqlTypeName().getFamily()
                && (family == SqlTypeFamily.NUMERIC || family == SqlTypeFamily.TIMESTAMP));
    if (!comparable) {
      throw new NotInDuckDb(left + " and " + right, "DuckDB compares other types");
    }
  }

  private static String caseWhen(RexCall call, RexToDuckDb writer) {
    List<RexNode> operands = call.getOperands();
    if (isCoalesce(operands)) {
      return coalesce(
          IntStream.range(0, operands.size())
              .filter(i -> i % 2 == 1 || i == operands.size() - 1)
              .mapToObj(operands::get),
          call.getType(),
          writer);
    }
    StringBuilder sql = new StringBuilder("CASE");
    for (int i = 0; i + 1 < operands.size(); i += 2) {
      sql.append(" WHEN ")
          .append(writer.write(operands.get(i)))
          .append(" THEN ")
          .append(writer.writeAs(operands.get(i + 1), call.getType()));
    }
    return sql.append(" ELSE ")
        .append(writer.writeAs(operands.get(operands.size() - 1), call.getType()))
        .append(" END")
        .toString();
  }

  /**
   * Whether a CASE is what Calcite makes of a COALESCE. DuckDB (2.0.0) finds no row for which a
   * CASE over a column of nothing but NULLs is in a list, with its constant in it.
   */
  private static boolean isCoalesce(List<RexNode> operands) {
    for (int i = 0; i + 1 < operands.size(); i += 2) {
      RexNode condition = operands.get(i);
      if (condition.getKind() != SqlKind.IS_NOT_NULL
          || !RexUtil.removeCast(operands.get(i + 1))
              .equals(RexUtil.removeCast(((RexCall) condition).getOperands().get(0)))) {
        return false;
      }
    }
    return true;
  }

  private static String coalesce(Stream<RexNode> values, RelDataType type, RexToDuckDb writer) {
    return values
        .map(value -> writer.writeAs(value, type))
        .collect(Collectors.joining(", ", "coalesce(", ")"));
  }

  private static String nullIf(RexCall call, RexToDuckDb writer) {
    RexNode value = call.getOperands().get(0);
    RexNode other = call.getOperands().get(1);
    checkComparable(value.getType(), other.getType());
    String text =
        "nullif(" + writer.write(value) + ", " + side(other, value.getType(), writer) + ")";
    return DuckDbTypes.sameStorage(value.getType(), call.getType())
        ? text
        : writer.cast(text, call.getType());
  }
}
