package dev.skein.calcite.lower.expression;

import dev.skein.calcite.lower.text.NotInDuckDb;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;

/** Writes the sub-queries that planning left inside an expression. */
final class SubQueries {
  private SubQueries() {}

  static String write(RexSubQuery subQuery, RexToDuckDb writer) {
    String select = "(" + writer.subQuery(subQuery.rel) + ")";
    return switch (subQuery.getKind()) {
      case EXISTS -> "EXISTS " + select;
      case SCALAR_QUERY -> select;
      case IN -> quantified(subQuery, "IN", select, writer);
      case NOT_IN -> quantified(subQuery, "NOT IN", select, writer);
      case SOME -> quantified(subQuery, comparison(subQuery) + " ANY", select, writer);
      case ALL -> quantified(subQuery, comparison(subQuery) + " ALL", select, writer);
      case ARRAY_QUERY_CONSTRUCTOR -> array(subQuery, select);
      default ->
          throw new NotInDuckDb(subQuery.getOperator(), "this kind of sub-query is not DuckDB's");
    };
  }

  private static String quantified(
      RexSubQuery subQuery, String operator, String select, RexToDuckDb writer) {
    for (int i = 0; i < subQuery.getOperands().size(); i++) {
      RelDataType column = subQuery.rel.getRowType().getFieldList().get(i).getType();
      LogicFunctions.checkComparable(subQuery.getOperands().get(i).getType(), column);
    }
    String row =
        subQuery.getOperands().size() == 1
            ? writer.write(subQuery.getOperands().get(0))
            : subQuery.getOperands().stream()
                .map((RexNode node) -> writer.write(node))
                .collect(Collectors.joining(", ", "(", ")"));
    return "(" + row + " " + operator + " " + select + ")";
  }

  private static String comparison(RexSubQuery subQuery) {
    String name = subQuery.getOperator().getName();
    return name.substring(0, name.indexOf(' '));
  }

  /** ARRAY(SELECT ...) is empty, not NULL, over no rows in both. */
  private static String array(RexSubQuery subQuery, String select) {
    if (subQuery.rel.getRowType().getFieldCount() != 1) {
      throw new NotInDuckDb(subQuery.getOperator(), "collects rows of several columns");
    }
    return "ARRAY" + select;
  }
}
