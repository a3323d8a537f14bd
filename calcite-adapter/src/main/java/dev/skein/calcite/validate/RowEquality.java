package dev.skein.calcite.validate;

import dev.skein.calcite.sql.RowMember;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Spells out what it means that rows are equal. To DuckDB {@code (a, b) = (c, d)} is true or false:
 * a NULL in one equals a NULL in the other and nothing else. Calcite compares member by member and
 * may not know.
 */
final class RowEquality {
  private static final Set<SqlKind> NEGATED =
      EnumSet.of(SqlKind.NOT_EQUALS, SqlKind.NOT_IN, SqlKind.IS_DISTINCT_FROM);

  private final Set<SqlNode> kept = Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * Leaves alone the INs of a condition whose lists have no NULLs, where false is as good as
   * unknown: Calcite makes joins of long lists.
   */
  void keepIn(@Nullable SqlNode condition) {
    if (condition instanceof SqlCall call
        && (call.getKind() == SqlKind.AND || call.getKind() == SqlKind.OR)) {
      call.getOperandList().forEach(this::keepIn);
    } else if (condition instanceof SqlCall call
        && call.getKind() == SqlKind.IN
        && call.operand(1) instanceof SqlNodeList list
        && list.stream().allMatch(RowEquality::isConstant)) {
      kept.add(call);
    }
  }

  private static boolean isConstant(SqlNode row) {
    return isRow(row)
        && ((SqlCall) row)
            .getOperandList().stream()
                .allMatch(member -> isValue(member) || (isRow(member) && isConstant(member)));
  }

  /** The call, or what it means if it compares rows. */
  SqlNode spelledOut(SqlCall call) {
    if (kept.contains(call)) {
      return call;
    }
    @Nullable SqlNode equal =
        switch (call.getKind()) {
          case EQUALS, NOT_EQUALS, IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM ->
              equal(call.operand(0), call.operand(1));
          case IN, NOT_IN ->
              call.operand(1) instanceof SqlNodeList list ? among(call.operand(0), list) : null;
          default -> null;
        };
    if (equal == null) {
      return call;
    }
    return NEGATED.contains(call.getKind())
        ? SqlStdOperatorTable.NOT.createCall(call.getParserPosition(), equal)
        : equal;
  }

  private static @Nullable SqlNode among(SqlNode row, SqlNodeList rows) {
    List<SqlNode> each = new ArrayList<>();
    for (SqlNode other : rows) {
      SqlNode equal = equal(row, other);
      if (equal == null) {
        return null;
      }
      each.add(equal);
    }
    return each.isEmpty() ? null : chain(SqlStdOperatorTable.OR, each, rows.getParserPosition());
  }

  /** Null if these are not two rows of as many members. */
  private static @Nullable SqlNode equal(SqlNode left, SqlNode right) {
    if (!isRow(left) || !isRow(right)) {
      return null;
    }
    List<SqlNode> ours = ((SqlCall) left).getOperandList();
    List<SqlNode> theirs = ((SqlCall) right).getOperandList();
    if (ours.isEmpty() || ours.size() != theirs.size()) {
      return null;
    }
    List<SqlNode> members = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      members.add(member(ours.get(i), theirs.get(i)));
    }
    return chain(SqlStdOperatorTable.AND, members, left.getParserPosition());
  }

  private static SqlNode member(SqlNode ours, SqlNode theirs) {
    SqlNode rows = equal(ours, theirs);
    if (rows != null) {
      return rows;
    } else if (ours instanceof SqlIdentifier && isValue(theirs)) {
      return value(ours, theirs);
    } else if (theirs instanceof SqlIdentifier && isValue(ours)) {
      return value(theirs, ours);
    } else if (isNull(theirs)) {
      return call(SqlStdOperatorTable.IS_NULL, ours);
    } else if (isNull(ours)) {
      return call(SqlStdOperatorTable.IS_NULL, theirs);
    }
    return call(SqlStdOperatorTable.IS_NOT_DISTINCT_FROM, ours, theirs);
  }

  /** By {@code =}, which statistics of the storage know; never unknown. */
  private static SqlNode value(SqlNode column, SqlNode value) {
    return call(SqlStdOperatorTable.IS_TRUE, call(SqlStdOperatorTable.EQUALS, column, value));
  }

  private static SqlNode chain(SqlOperator operator, List<SqlNode> terms, SqlParserPos position) {
    SqlNode all = terms.get(0);
    for (SqlNode term : terms.subList(1, terms.size())) {
      all = operator.createCall(position, all, term);
    }
    return all;
  }

  private static SqlNode call(SqlOperator operator, SqlNode... operands) {
    return operator.createCall(new RowMember(operands[0].getParserPosition()), operands);
  }

  private static boolean isRow(SqlNode node) {
    return node.getKind() == SqlKind.ROW;
  }

  private static boolean isNull(SqlNode node) {
    return node instanceof SqlLiteral literal && literal.getTypeName() == SqlTypeName.NULL;
  }

  private static boolean isValue(SqlNode node) {
    return node instanceof SqlLiteral && !isNull(node);
  }
}
