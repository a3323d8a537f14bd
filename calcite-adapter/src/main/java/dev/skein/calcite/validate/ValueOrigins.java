package dev.skein.calcite.validate;

import dev.skein.calcite.rel.StoredTable;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.validate.SqlQualified;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorTable;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a value is one of a column that a table holds, as it is there: found through
 * derived tables, and through what returns one of the values that it is given, or a list of them.
 */
final class ValueOrigins {
  /** What returns values of its first argument. */
  private static final Set<String> SELECTING =
      Set.of(
          "$SCALAR_QUERY",
          "ANY_VALUE",
          "ARBITRARY",
          "ARG_MAX",
          "ARG_MIN",
          "ARRAY_AGG",
          "ARRAY_EXTRACT",
          "ELEMENT_AT",
          "FILTER",
          "FIRST",
          "FIRST_VALUE",
          "IGNORE NULLS",
          "ITEM",
          "LAG",
          "LAST",
          "LAST_VALUE",
          "LEAD",
          "LIST",
          "LIST_EXTRACT",
          "MAP_EXTRACT",
          "MAP_EXTRACT_VALUE",
          "MAX",
          "MAX_BY",
          "MIN",
          "MIN_BY",
          "MODE",
          "NTH_VALUE",
          "OVER",
          "RESPECT NULLS",
          "WITHIN GROUP");

  private final SqlValidatorImpl validator;
  private final BiPredicate<StoredTable, Integer> columns;
  private final Predicate<SqlCall> calls;

  /**
   * @param columns the columns that are looked for
   * @param calls what else makes such values
   */
  ValueOrigins(
      SqlValidatorImpl validator,
      BiPredicate<StoredTable, Integer> columns,
      Predicate<SqlCall> calls) {
    this.validator = validator;
    this.columns = columns;
    this.calls = calls;
  }

  /**
   * Whether the value is one of these, or a list with one.
   *
   * @param scope where it stands
   */
  boolean include(@Nullable SqlNode node, SqlValidatorScope scope) {
    if (node instanceof SqlNodeList nodes) {
      return nodes.stream().anyMatch(each -> include(each, scope));
    }
    if (node instanceof SqlIdentifier name) {
      return name.names.size() > 1 && !name.isStar() && isNamed(name, scope);
    }
    if (!(node instanceof SqlCall call)) {
      return false;
    }
    if (call.isA(SqlKind.QUERY)) {
      return isOf(call, 0, scope);
    }
    return calls.test(call)
        || (SELECTING.contains(call.getOperator().getName().toUpperCase(Locale.ROOT))
            && call.operandCount() > 0
            && include(call.operand(0), scope));
  }

  private boolean isNamed(SqlIdentifier name, SqlValidatorScope scope) {
    SqlQualified qualified = scope.fullyQualify(name);
    SqlValidatorNamespace namespace = qualified.namespace;
    if (namespace == null || qualified.suffix().isEmpty()) {
      return false;
    }
    return isOf(namespace, qualified.suffix().get(0), scope);
  }

  /** The columns of a query that are ones. */
  Set<Integer> columnsOf(SqlNode query) {
    return IntStream.range(0, validator.getValidatedNodeType(query).getFieldCount())
        .filter(i -> isOf(query, i, validator.getEmptyScope()))
        .boxed()
        .collect(Collectors.toSet());
  }

  /** Whether a column that a join shares is one on this side of it. */
  boolean includeShared(SqlNode side, String column, SqlValidatorScope scope) {
    if (side instanceof SqlJoin join) {
      return includeShared(join.getLeft(), column, scope)
          || includeShared(join.getRight(), column, scope);
    }
    SqlValidatorNamespace namespace = validator.getNamespace(side);
    return namespace != null && isOf(namespace, column, scope);
  }

  private boolean isOf(SqlValidatorNamespace namespace, String column, SqlValidatorScope scope) {
    StoredTable stored = stored(namespace);
    if (stored != null) {
      return stored.columnNamed(column).stream().anyMatch(i -> columns.test(stored, i));
    }
    RelDataTypeField field =
        validator.getCatalogReader().nameMatcher().field(namespace.getRowType(), column);
    SqlNode query = namespace.resolve().getNode();
    return field != null && query != null && isOf(query, field.getIndex(), scope);
  }

  /** Whether a column of what stands in a FROM is one. */
  private boolean isOf(SqlNode from, int column, SqlValidatorScope scope) {
    if (from instanceof SqlSelect select) {
      List<SqlNode> items = select.getSelectList().getList();
      return column < items.size()
          && include(SqlUtil.stripAs(items.get(column)), validator.getWhereScope(select));
    }
    if (from instanceof SqlWith with) {
      return isOf(with.body, column, scope);
    }
    if (from instanceof SqlWithItem item) {
      return isOf(item.query, column, scope);
    }
    if (from instanceof SqlIdentifier) {
      SqlValidatorNamespace table = validator.getNamespace(from);
      StoredTable stored = table == null ? null : stored(table);
      return stored != null && columns.test(stored, column);
    }
    if (from.getKind() == SqlKind.UNNEST) {
      return column == 0 && include(((SqlCall) from).operand(0), scope);
    }
    return from instanceof SqlCall call
        && (SqlKind.SET_QUERY.contains(call.getKind())
            || call.getKind() == SqlKind.AS
            || call.getKind() == SqlKind.LATERAL
            || call.getKind() == SqlKind.ORDER_BY)
        && isOf(call.operand(0), column, scope);
  }

  private static @Nullable StoredTable stored(SqlValidatorNamespace namespace) {
    SqlValidatorTable table = namespace.getTable();
    return table == null ? null : table.unwrap(StoredTable.class);
  }
}
