package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import java.util.Set;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * Brings NOT down in the condition of a join to what it negates, where that is {@code a = b OR (a
 * IS NULL AND b IS NULL)}.
 *
 * <p>Calcite (1.42) takes this for {@code a IS NOT DISTINCT FROM b} wherever it is in the
 * condition. That is as good where unknown is as good as false, but not under a NOT: for 1 and NULL
 * the one is unknown and the other false. What tells these in other ways, as IS NULL does, is left
 * to DuckDB.
 */
final class NegatedEquality {
  private static final int CONDITION = 5;

  /** Below these, NOT is brought down, or unknown is as good as false. */
  private static final Set<SqlKind> PASSING =
      Set.of(
          SqlKind.AND,
          SqlKind.OR,
          SqlKind.NOT,
          SqlKind.IS_TRUE,
          SqlKind.IS_NOT_TRUE,
          SqlKind.IS_FALSE);

  private NegatedEquality() {}

  /**
   * @param yields whether what DuckDB shows otherwise is left to it
   */
  static void bringDown(SqlJoin join, boolean yields) {
    SqlNode condition = join.getCondition();
    if (condition != null && join.getConditionType() == JoinConditionType.ON) {
      if (yields) {
        refuseInside(condition, false);
      }
      join.setOperand(CONDITION, as(true, condition));
    }
  }

  /**
   * @param telling whether unknown is not as good as false here
   */
  private static void refuseInside(SqlNode node, boolean telling) {
    if (!(node instanceof SqlCall call) || node.isA(SqlKind.QUERY)) {
      return;
    }
    if (telling && isEquality(call)) {
      throw new BetterInDuckDb("know unknown from false");
    }
    for (SqlNode operand : call.getOperandList()) {
      if (operand != null) {
        refuseInside(operand, telling || !PASSING.contains(node.getKind()));
      }
    }
  }

  private static boolean isEquality(SqlCall call) {
    return call.getKind() == SqlKind.OR
        && call.getOperandList().stream().anyMatch(each -> each.getKind() == SqlKind.EQUALS)
        && call.getOperandList().stream()
            .anyMatch(
                each ->
                    each instanceof SqlCall both
                        && both.getKind() == SqlKind.AND
                        && both.getOperandList().stream()
                            .allMatch(one -> one.getKind() == SqlKind.IS_NULL));
  }

  private static SqlNode as(boolean given, SqlNode node) {
    if (!(node instanceof SqlCall call)) {
      return given ? node : not(node);
    }
    return switch (node.getKind()) {
      case NOT -> hasEquality(node) ? as(!given, call.operand(0)) : given ? node : not(node);
      case IS_FALSE ->
          given && hasEquality(call.operand(0))
              ? SqlStdOperatorTable.IS_TRUE.createCall(
                  node.getParserPosition(), as(false, call.operand(0)))
              : given ? node : not(node);
      case AND, OR -> {
        if (!hasEquality(node)) {
          yield given ? node : not(node);
        }
        boolean and = (node.getKind() == SqlKind.AND) == given;
        yield (and ? SqlStdOperatorTable.AND : SqlStdOperatorTable.OR)
            .createCall(
                node.getParserPosition(), as(given, call.operand(0)), as(given, call.operand(1)));
      }
      default -> given ? node : not(node);
    };
  }

  private static SqlNode not(SqlNode node) {
    return SqlStdOperatorTable.NOT.createCall(node.getParserPosition(), node);
  }

  /** Whether there is one, below nothing but AND, OR and NOT. */
  private static boolean hasEquality(SqlNode node) {
    if (!(node instanceof SqlCall call)) {
      return false;
    }
    return switch (node.getKind()) {
      case AND, NOT, IS_FALSE -> call.getOperandList().stream().anyMatch(each -> hasEquality(each));
      case OR ->
          call.getOperandList().stream().anyMatch(each -> each.getKind() == SqlKind.EQUALS)
              || call.getOperandList().stream().anyMatch(each -> hasEquality(each));
      default -> false;
    };
  }
}
