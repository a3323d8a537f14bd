package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.validate.ListScope;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * Finds names that depend on what columns are called that nobody named. Calcite calls them {@code
 * EXPR$0}, and {@code id0} what is called {@code id} twice; DuckDB names them by what they are,
 * {@code col0} in VALUES, {@code count_star()}, and the second {@code id_1}. The column of {@code
 * range(9) x} has both names. A NATURAL join joins by such names, and a name that is not found
 * among them may be that of an outer query's column.
 */
final class UnnamedColumns {
  private static final String DERIVED = "EXPR$";
  private static final Set<String> SERIES = Set.of("range", "generate_series");
  private static final Pattern NUMBERED = Pattern.compile("\\d+$");

  private UnnamedColumns() {}

  /**
   * @throws BetterInDuckDb if the join joins by such names
   */
  static void refuse(SqlJoin join, SqlValidatorImpl validator) {
    if (join.isNatural()
        && (isUnnamed(join.getLeft(), validator) || isUnnamed(join.getRight(), validator))) {
      throw new BetterInDuckDb("name the columns of a NATURAL join");
    }
  }

  /**
   * @param scope where the name stands
   * @throws BetterInDuckDb if it was found in an outer query and may be one of these columns
   */
  static void refuse(SqlIdentifier name, SqlValidatorScope scope, SqlValidatorImpl validator) {
    Set<SqlValidatorScope> outer = NamedScopes.around(scope);
    if (outer.stream().anyMatch(ListScope.class::isInstance) && mayBeUnnamed(name, scope)) {
      NamedScopes.visit(
          name,
          scope,
          validator,
          (column, found) -> {
            if (outer.contains(found)) {
              throw new BetterInDuckDb("know " + column + " from a column without a name");
            }
          });
    }
  }

  private static boolean mayBeUnnamed(SqlIdentifier name, SqlValidatorScope scope) {
    SelectScope select = SqlValidatorUtil.getEnclosingSelectScope(scope);
    return select != null
        && (SERIES.contains(Util.last(name.names).toLowerCase(Locale.ROOT))
            || select.getChildren().stream().anyMatch(UnnamedColumns::isUnnamed));
  }

  private static boolean isUnnamed(SqlNode side, SqlValidatorImpl validator) {
    return isUnnamed(validator.getNamespace(side));
  }

  private static boolean isUnnamed(@Nullable SqlValidatorNamespace columns) {
    if (columns == null || columns.getTable() != null) {
      return false;
    }
    Set<String> names = new HashSet<>();
    boolean unnamed = false;
    for (String name : columns.getRowType().getFieldNames()) {
      unnamed |= name.startsWith(DERIVED) || !names.add(name.toLowerCase(Locale.ROOT));
    }
    return unnamed || names.stream().anyMatch(name -> isNumbered(name, names));
  }

  private static boolean isNumbered(String name, Set<String> names) {
    String stem = NUMBERED.matcher(name).replaceFirst("");
    return !stem.equals(name) && names.contains(stem);
  }
}
