package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;

/**
 * Finds NATURAL joins over columns that nobody named. Calcite calls them {@code EXPR$0} on both
 * sides and finds them equal; DuckDB names them by what they are: {@code col0} in VALUES, {@code
 * count_star()}.
 */
final class UnnamedColumns {
  private static final String DERIVED = "EXPR$";

  private UnnamedColumns() {}

  /**
   * @throws BetterInDuckDb if the join is one
   */
  static void refuse(SqlJoin join, SqlValidatorImpl validator) {
    if (join.isNatural()
        && (isUnnamed(join.getLeft(), validator) || isUnnamed(join.getRight(), validator))) {
      throw new BetterInDuckDb("name the columns of a NATURAL join");
    }
  }

  private static boolean isUnnamed(SqlNode side, SqlValidatorImpl validator) {
    SqlValidatorNamespace columns = validator.getNamespace(side);
    return columns != null
        && columns.getRowType().getFieldNames().stream().anyMatch(name -> name.startsWith(DERIVED));
  }
}
