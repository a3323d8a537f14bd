package dev.skein.calcite.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.DelegatingScope;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlQualified;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/** Tells whether all columns that an aggregate names are those of queries around its own. */
final class OuterAggregate {
  private final SqlValidatorImpl validator;
  private final SqlValidatorScope around;
  private final @Nullable SelectScope own;
  private final Set<SqlValidatorScope> outer = new HashSet<>();

  /**
   * @param around where the aggregate stands
   */
  OuterAggregate(SqlValidatorImpl validator, SqlValidatorScope around) {
    this.validator = validator;
    this.around = around;
    this.own = SqlValidatorUtil.getEnclosingSelectScope(around);
    SqlValidatorScope scope = own;
    while (scope instanceof DelegatingScope delegating) {
      scope = delegating.getParent();
      outer.add(scope);
    }
  }

  boolean isOne(SqlCall call, @Nullable SqlNode filter) {
    if (own == null || outer.stream().noneMatch(SelectScope.class::isInstance)) {
      return false;
    }
    List<SqlValidatorScope> named = new ArrayList<>();
    collect(call, around, named);
    if (filter != null) {
      collect(filter, around, named);
    }
    return !named.contains(own) && named.stream().anyMatch(outer::contains);
  }

  /** Adds where each column is found that a part of the aggregate names. */
  private void collect(SqlNode part, SqlValidatorScope scope, List<SqlValidatorScope> named) {
    part.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlCall call) {
            if (call instanceof SqlSelect select) {
              SqlValidatorScope inside = validator.getWhereScope(select);
              for (SqlNode clause :
                  Arrays.asList(
                      select.getSelectList(),
                      select.getWhere(),
                      select.getGroup(),
                      select.getHaving())) {
                if (clause != null) {
                  collect(clause, inside, named);
                }
              }
              return null;
            }
            return super.visit(call);
          }

          @Override
          public @Nullable Void visit(SqlIdentifier name) {
            if (!name.isStar() && validator.makeNullaryCall(name) == null) {
              SqlQualified qualified = scope.fullyQualify(name);
              SqlValidatorScope.ResolvedImpl found = new SqlValidatorScope.ResolvedImpl();
              scope.resolve(
                  qualified.identifier.names.subList(0, 1),
                  validator.getCatalogReader().nameMatcher(),
                  false,
                  found);
              if (found.count() == 1) {
                named.add(found.only().scope);
              }
            }
            return null;
          }
        });
  }
}
