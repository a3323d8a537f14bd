package dev.skein.calcite.validate;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.DelegatingScope;
import org.apache.calcite.sql.validate.SqlQualified;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;

/** Finds for each column that a part of a statement names the scope in which it is found. */
final class NamedScopes {
  private final SqlValidatorImpl validator;
  private final BiConsumer<SqlIdentifier, SqlValidatorScope> found;

  private NamedScopes(
      SqlValidatorImpl validator, BiConsumer<SqlIdentifier, SqlValidatorScope> found) {
    this.validator = validator;
    this.found = found;
  }

  /**
   * Tells of the columns in a part, its sub-queries included.
   *
   * @param scope where the part stands
   */
  static void visit(
      SqlNode part,
      SqlValidatorScope scope,
      SqlValidatorImpl validator,
      BiConsumer<SqlIdentifier, SqlValidatorScope> found) {
    new NamedScopes(validator, found).visit(part, scope);
  }

  /** The scopes around that of the SELECT in which a part stands. */
  static Set<SqlValidatorScope> around(SqlValidatorScope scope) {
    Set<SqlValidatorScope> outer = new HashSet<>();
    SqlValidatorScope each = SqlValidatorUtil.getEnclosingSelectScope(scope);
    while (each instanceof DelegatingScope delegating) {
      each = delegating.getParent();
      outer.add(each);
    }
    return outer;
  }

  private void visit(SqlNode part, SqlValidatorScope scope) {
    part.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlCall call) {
            if (call instanceof SqlSelect select) {
              visitSelect(select);
              return null;
            }
            // What follows AS is no column.
            return call.getKind() == SqlKind.AS ? call.operand(0).accept(this) : super.visit(call);
          }

          @Override
          public @Nullable Void visit(SqlIdentifier name) {
            if (!name.isStar() && validator.makeNullaryCall(name) == null) {
              tell(name, scope);
            }
            return null;
          }
        });
  }

  private void visitSelect(SqlSelect select) {
    SqlValidatorScope inside = validator.getWhereScope(select);
    visitFrom(select.getFrom());
    for (@Nullable SqlNode clause :
        Arrays.asList(
            select.getSelectList(), select.getWhere(), select.getGroup(), select.getHaving())) {
      if (clause != null) {
        visit(clause, inside);
      }
    }
  }

  /** Only the queries: other names there are those of tables. */
  private void visitFrom(@Nullable SqlNode from) {
    if (from instanceof SqlJoin join) {
      visitFrom(join.getLeft());
      visitFrom(join.getRight());
    } else if (from != null && from.getKind() == SqlKind.AS) {
      visitFrom(((SqlCall) from).operand(0));
    } else if (from instanceof SqlSelect select) {
      visitSelect(select);
    }
  }

  private void tell(SqlIdentifier name, SqlValidatorScope scope) {
    SqlQualified qualified;
    try {
      qualified = scope.fullyQualify(name);
    } catch (CalciteContextException noColumn) {
      // A name of the SELECT's in its GROUP BY.
      return;
    }
    List<String> first = qualified.identifier.names.subList(0, 1);
    SqlValidatorScope.ResolvedImpl resolved = new SqlValidatorScope.ResolvedImpl();
    scope.resolve(first, validator.getCatalogReader().nameMatcher(), false, resolved);
    if (resolved.count() == 1) {
      found.accept(qualified.identifier, resolved.only().scope);
    }
  }
}
