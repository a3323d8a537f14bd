package dev.skein.calcite.validate;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * Names in a HAVING that are columns grouped by, and also given to items of the SELECT, are the
 * columns. Calcite 1.42 knows this of GROUP BY, but not of ROLLUP, CUBE and GROUPING SETS in it.
 */
final class GroupedNames extends SqlShuttle {
  private final List<String> both = new ArrayList<>();
  private final SqlNameMatcher matcher;
  private final SqlValidatorScope scope;

  private GroupedNames(SqlSelect select, SqlValidator validator) {
    matcher = validator.getCatalogReader().nameMatcher();
    scope = requireNonNull(validator.getRawSelectScope(select));
    List<String> given = new ArrayList<>();
    for (SqlNode item : select.getSelectList()) {
      String name = SqlValidatorUtil.alias(item);
      if (name != null) {
        given.add(name);
      }
    }
    requireNonNull(select.getGroup())
        .accept(
            new SqlBasicVisitor<Void>() {
              @Override
              public @Nullable Void visit(SqlIdentifier key) {
                String name = Util.last(key.names);
                if (given.stream().anyMatch(each -> matcher.matches(each, name))) {
                  both.add(name);
                }
                return null;
              }
            });
  }

  static void qualifyInHaving(SqlSelect select, SqlValidator validator) {
    SqlNode having = select.getHaving();
    if (having != null && select.getGroup() != null) {
      select.setHaving(having.accept(new GroupedNames(select, validator)));
    }
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    // A sub-query has names of its own.
    return call.isA(SqlKind.QUERY) ? call : super.visit(call);
  }

  @Override
  public SqlNode visit(SqlIdentifier name) {
    return name.isSimple()
            && both.stream().anyMatch(each -> matcher.matches(each, name.getSimple()))
        ? scope.fullyQualify(name).identifier
        : name;
  }
}
