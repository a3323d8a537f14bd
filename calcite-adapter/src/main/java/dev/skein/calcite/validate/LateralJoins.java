package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;

/**
 * Finds lateral joins whose condition says which rows of the left side belong together. Calcite
 * (1.42) moves it into the right side, so that what is left are all pairs of the left side's rows.
 */
final class LateralJoins {
  private LateralJoins() {}

  /**
   * @throws BetterInDuckDb if the join is one
   */
  static void refuse(SqlJoin join) {
    if (join.getConditionType() == JoinConditionType.ON
        && isLateral(join.getRight())
        && isProduct(join.getLeft())) {
      throw new BetterInDuckDb("join with the condition of a lateral join");
    }
  }

  private static boolean isLateral(SqlNode side) {
    return side.getKind() == SqlKind.AS
        ? isLateral(((SqlCall) side).operand(0))
        : side.getKind() == SqlKind.LATERAL;
  }

  private static boolean isProduct(SqlNode side) {
    return side instanceof SqlJoin join
        && ((join.getConditionType() == JoinConditionType.NONE && !join.isNatural())
            || isProduct(join.getLeft())
            || isProduct(join.getRight()));
  }
}
