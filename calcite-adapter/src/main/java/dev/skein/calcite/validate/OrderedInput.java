package dev.skein.calcite.validate;

import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.jspecify.annotations.Nullable;

/**
 * Finds SELECTs whose rows depend on the ORDER BY of the sub-query, or the WITH, that they read.
 * DuckDB keeps that order, on which many rely for {@code list(x)} and LIMIT; Calcite drops it.
 */
final class OrderedInput {
  private static final Set<String> IN_ORDER =
      Set.of("ARRAY_AGG", "FIRST", "GROUP_CONCAT", "LAST", "LIST", "LISTAGG", "STRING_AGG");

  private final SqlValidator validator;

  OrderedInput(SqlValidator validator) {
    this.validator = validator;
  }

  boolean matters(SqlSelect select) {
    if (!isOrdered(select.getFrom())) {
      return false;
    }
    SqlNodeList order = select.getOrderList();
    boolean limited = select.getFetch() != null || select.getOffset() != null;
    return (limited && (order == null || order.isEmpty())) || takesInOrder(select.getSelectList());
  }

  private boolean isOrdered(@Nullable SqlNode from) {
    if (from != null && from.getKind() == SqlKind.AS) {
      return isOrdered(((SqlCall) from).operand(0));
    }
    if (from instanceof SqlIdentifier name) {
      SqlValidatorNamespace named = validator.getNamespace(name);
      return named != null
          && named.resolve().getNode() instanceof SqlWithItem item
          && !item.recursive.booleanValue()
          && isOrdered(item.query);
    }
    if (!(from instanceof SqlSelect input)) {
      return false;
    }
    boolean keeps = input.getGroup() == null && !input.isDistinct();
    return (input.getOrderList() != null && !input.getOrderList().isEmpty())
        || (keeps && isOrdered(input.getFrom()));
  }

  /** Whether an aggregate or a window that has no order of its own takes rows as they come. */
  private static boolean takesInOrder(SqlNodeList list) {
    boolean[] found = {false};
    list.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlCall call) {
            if (call.isA(SqlKind.QUERY) || call.getKind() == SqlKind.WITHIN_GROUP) {
              return null;
            }
            found[0] |=
                call instanceof SqlWindow window
                    ? window.getOrderList().isEmpty() && window.getRefName() == null
                    : takesInOrder(call);
            return super.visit(call);
          }
        });
    return found[0];
  }

  private static boolean takesInOrder(SqlCall call) {
    return call instanceof SqlBasicCall
        && IN_ORDER.contains(call.getOperator().getName().toUpperCase(Locale.ROOT))
        && call.getOperandList().stream().noneMatch(SqlNodeList.class::isInstance);
  }
}
