package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Spells out what it means that a row is less than another: {@code (a, b) < (c, d)} is {@code a < c
 * OR (a = c AND b < d)}. To DuckDB it is true or false, since NULL equals NULL and is greater than
 * every value. Calcite compares rows in its pipeline only, and does not know of rows of NULLs.
 */
final class RowOrder {
  private RowOrder() {}

  /**
   * The call, or what it means if it compares rows.
   *
   * @param yields whether what would have to be computed twice is left to DuckDB
   */
  static SqlNode spelledOut(SqlCall call, boolean yields) {
    boolean less = call.getKind() == SqlKind.LESS_THAN;
    boolean atMost = call.getKind() == SqlKind.LESS_THAN_OR_EQUAL;
    boolean greater = call.getKind() == SqlKind.GREATER_THAN;
    boolean atLeast = call.getKind() == SqlKind.GREATER_THAN_OR_EQUAL;
    if (!(less || atMost || greater || atLeast)
        || call.operand(0).getKind() != SqlKind.ROW
        || call.operand(1).getKind() != SqlKind.ROW) {
      return call;
    }
    SqlCall small = call.operand(less || atMost ? 0 : 1);
    SqlCall large = call.operand(less || atMost ? 1 : 0);
    List<SqlNode> ours = small.getOperandList();
    List<SqlNode> theirs = large.getOperandList();
    if (ours.isEmpty() || ours.size() != theirs.size()) {
      return call;
    }
    if (!ours.stream().allMatch(RowOrder::isPlain)
        || !theirs.stream().allMatch(RowOrder::isPlain)) {
      if (yields) {
        throw new BetterInDuckDb("compare rows that hold NULLs");
      }
      return call;
    }
    return isLess(ours, theirs, atMost || atLeast, call.getParserPosition());
  }

  private static SqlNode isLess(
      List<SqlNode> ours, List<SqlNode> theirs, boolean orEqual, SqlParserPos position) {
    SqlNode less = isLess(ours.get(0), theirs.get(0), position);
    boolean last = ours.size() == 1;
    if (last && !orEqual) {
      return less;
    }
    SqlNode equal =
        SqlStdOperatorTable.IS_NOT_DISTINCT_FROM.createCall(
            position, copy(ours.get(0)), copy(theirs.get(0)));
    SqlNode rest =
        last
            ? equal
            : SqlStdOperatorTable.AND.createCall(
                position,
                equal,
                isLess(
                    ours.subList(1, ours.size()),
                    theirs.subList(1, theirs.size()),
                    orEqual,
                    position));
    return SqlStdOperatorTable.OR.createCall(position, less, rest);
  }

  private static SqlNode isLess(SqlNode ours, SqlNode theirs, SqlParserPos position) {
    SqlNode less = SqlStdOperatorTable.LESS_THAN.createCall(position, copy(ours), copy(theirs));
    if (isValue(ours) && isValue(theirs)) {
      return less;
    }
    SqlNode known = test(SqlStdOperatorTable.IS_NOT_NULL, ours, position);
    if (isValue(theirs)) {
      return SqlStdOperatorTable.AND.createCall(position, known, less);
    }
    SqlNode greatest = test(SqlStdOperatorTable.IS_NULL, theirs, position);
    SqlNode either = SqlStdOperatorTable.OR.createCall(position, greatest, less);
    return isValue(ours) ? either : SqlStdOperatorTable.AND.createCall(position, known, either);
  }

  private static SqlNode test(SqlOperator isNull, SqlNode node, SqlParserPos position) {
    return isNull.createCall(position, copy(node));
  }

  private static SqlNode copy(SqlNode node) {
    return node.clone(node.getParserPosition());
  }

  /** What costs nothing to compute twice, and is the same each time. */
  private static boolean isPlain(SqlNode node) {
    return node instanceof SqlIdentifier
        || node instanceof SqlLiteral
        || (node.getKind() == SqlKind.MINUS_PREFIX && isPlain(((SqlCall) node).operand(0)));
  }

  private static boolean isValue(SqlNode node) {
    return node.getKind() == SqlKind.MINUS_PREFIX
        ? isValue(((SqlCall) node).operand(0))
        : node instanceof SqlLiteral literal && literal.getTypeName() != SqlTypeName.NULL;
  }
}
