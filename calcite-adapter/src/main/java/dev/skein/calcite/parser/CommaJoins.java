package dev.skein.calcite.parser;

import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Commas in a FROM. In standard SQL and DuckDB all joins come before them; Calcite's parser (1.42)
 * takes both as they come, so that {@code a, b RIGHT JOIN c} would lose the rows of a.
 *
 * <pre>
 *      RIGHT                ,
 *      /   \              /   \
 *     ,     c  becomes   a   RIGHT
 *    / \                     /   \
 *   a   b                   b     c
 * </pre>
 *
 * <p>Where only INNER and LEFT joins with conditions follow, both mean the same, and Calcite's lets
 * a condition name what stands before the comma.
 */
final class CommaJoins {
  private CommaJoins() {}

  static @Nullable SqlNode last(@Nullable SqlNode from) {
    return from != null && isSensitive(from) ? rotated(from) : from;
  }

  private static boolean isSensitive(SqlNode from) {
    if (!(from instanceof SqlJoin join)) {
      return false;
    }
    boolean shares = join.isNatural() || join.getConditionType() == JoinConditionType.USING;
    return shares || join.getJoinType().generatesNullsOnLeft() || isSensitive(join.getLeft());
  }

  private static SqlNode rotated(SqlNode from) {
    if (!(from instanceof SqlJoin join)) {
      return from;
    }
    SqlNode left = rotated(join.getLeft());
    if (join.getJoinType() != JoinType.COMMA
        && left instanceof SqlJoin comma
        && comma.getJoinType() == JoinType.COMMA) {
      return joined(
          comma, comma.getLeft(), rotated(joined(join, comma.getRight(), join.getRight())));
    }
    return joined(join, left, join.getRight());
  }

  private static SqlJoin joined(SqlJoin as, SqlNode left, SqlNode right) {
    SqlParserPos position = as.getParserPosition();
    return new SqlJoin(
        position,
        left,
        SqlLiteral.createBoolean(as.isNatural(), position),
        as.getJoinType().symbol(position),
        right,
        as.getConditionType().symbol(position),
        as.getCondition());
  }
}
