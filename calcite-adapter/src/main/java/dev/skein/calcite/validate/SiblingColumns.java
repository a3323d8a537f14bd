package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.util.Util;

/**
 * Finds names in a derived table that are columns of an outer query for Calcite, and for DuckDB
 * those of what stands before it in the same FROM: there, every derived table is lateral.
 */
final class SiblingColumns {
  private final SqlValidatorImpl validator;
  private final Set<SqlValidatorScope> outer;

  private SiblingColumns(SqlValidatorImpl validator, SqlValidatorScope scope) {
    this.validator = validator;
    this.outer = NamedScopes.around(scope);
  }

  /**
   * @param join a validated one
   * @throws BetterInDuckDb if its right side has such a name
   */
  static void refuse(SqlJoin join, SqlValidatorScope scope, SqlValidatorImpl validator) {
    SqlNode right = join.getRight();
    SqlNode derived = right.getKind() == SqlKind.AS ? ((SqlCall) right).operand(0) : right;
    SiblingColumns siblings = new SiblingColumns(validator, scope);
    if (derived instanceof SqlSelect
        && !join.getJoinType().generatesNullsOnLeft()
        && siblings.outer.stream().anyMatch(SelectScope.class::isInstance)) {
      siblings.refuse(derived, scope, columns(join.getLeft(), validator));
    }
  }

  private void refuse(SqlNode derived, SqlValidatorScope scope, Set<String> columns) {
    NamedScopes.visit(
        derived,
        scope,
        validator,
        (name, found) -> {
          if (outer.contains(found) && columns.contains(lower(Util.last(name.names)))) {
            throw new BetterInDuckDb("take " + name + " for a column of the same FROM");
          }
        });
  }

  private static Set<String> columns(SqlNode from, SqlValidatorImpl validator) {
    Set<String> names = new HashSet<>();
    if (from instanceof SqlJoin join) {
      names.addAll(columns(join.getLeft(), validator));
      names.addAll(columns(join.getRight(), validator));
    } else {
      List<String> fields = validator.getValidatedNodeType(from).getFieldNames();
      fields.forEach(field -> names.add(lower(field)));
    }
    return names;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
