package dev.skein.calcite.validate;

import static java.util.Objects.requireNonNull;

import dev.skein.calcite.sql.BetterInDuckDb;
import dev.skein.calcite.sql.SortKeys;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * Names in the expressions of an ORDER BY are those of columns before they are those of the SELECT,
 * in standard SQL as in DuckDB: {@code SELECT -a AS a FROM t ORDER BY -a} sorts by the negative of
 * the column. Calcite 1.42 looks into the SELECT first. A key that is nothing but a name is the
 * SELECT's.
 */
final class OrderedNames extends SqlShuttle {
  private final List<SqlNode> items;
  private final SqlNameMatcher matcher;
  private final SqlValidatorScope from;
  private final boolean yields;

  private OrderedNames(SqlSelect select, SqlValidator validator, boolean yields) {
    items = select.getSelectList();
    matcher = validator.getCatalogReader().nameMatcher();
    from = requireNonNull(validator.getRawSelectScope(select));
    this.yields = yields;
  }

  /**
   * @param yields whether what stands for several columns is left to DuckDB
   */
  static void qualify(SqlSelect select, SqlValidator validator, boolean yields) {
    SqlNodeList order = select.getOrderList();
    if (order != null
        && order.stream().map(SortKeys::plain).anyMatch(key -> key instanceof SqlCall)) {
      OrderedNames names = new OrderedNames(select, validator, yields);
      order.replaceAll(
          key -> SortKeys.plain(key) instanceof SqlCall ? requireNonNull(key.accept(names)) : key);
    }
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    // A sub-query has names of its own.
    return call.isA(SqlKind.QUERY) ? call : super.visit(call);
  }

  @Override
  public SqlNode visit(SqlIdentifier name) {
    if (!name.isSimple() || items.stream().noneMatch(item -> isOther(item, name))) {
      return name;
    }
    int tables = from.findQualifyingTableNames(name.getSimple(), name, matcher).size();
    if (tables > 1 && yields) {
      throw new BetterInDuckDb("know the column " + name + " from what is selected by that name");
    }
    return tables == 1 ? from.fullyQualify(name).identifier : name;
  }

  /** Whether an item has the name and is not a column of that name. */
  private boolean isOther(SqlNode item, SqlIdentifier name) {
    String given = SqlValidatorUtil.alias(item);
    return given != null
        && matcher.matches(given, name.getSimple())
        && !(SqlUtil.stripAs(item) instanceof SqlIdentifier column
            && matcher.matches(Util.last(column.names), given));
  }
}
