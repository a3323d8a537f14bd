package dev.skein.calcite.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/** Tells whether all columns that an aggregate names are those of queries around its own. */
final class OuterAggregate {
  private final SqlValidatorImpl validator;
  private final SqlValidatorScope around;
  private final @Nullable SelectScope own;
  private final Set<SqlValidatorScope> outer;

  /**
   * @param around where the aggregate stands
   */
  OuterAggregate(SqlValidatorImpl validator, SqlValidatorScope around) {
    this.validator = validator;
    this.around = around;
    this.own = SqlValidatorUtil.getEnclosingSelectScope(around);
    this.outer = NamedScopes.around(around);
  }

  boolean isOne(SqlCall call, @Nullable SqlNode filter) {
    if (own == null || outer.stream().noneMatch(SelectScope.class::isInstance)) {
      return false;
    }
    List<SqlValidatorScope> named = new ArrayList<>();
    NamedScopes.visit(call, around, validator, (name, scope) -> named.add(scope));
    if (filter != null) {
      NamedScopes.visit(filter, around, validator, (name, scope) -> named.add(scope));
    }
    return !named.contains(own) && named.stream().anyMatch(outer::contains);
  }
}
