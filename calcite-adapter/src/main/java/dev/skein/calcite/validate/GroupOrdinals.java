package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlSelect;

/**
 * Numbers of columns beside expressions in ROLLUP, CUBE and GROUPING SETS. DuckDB takes a column
 * for two keys if it stands there by its number and by its name, Calcite 1.42 only sometimes.
 */
final class GroupOrdinals {
  private static final Set<SqlKind> SETS =
      Set.of(SqlKind.ROLLUP, SqlKind.CUBE, SqlKind.GROUPING_SETS);

  private GroupOrdinals() {}

  /**
   * @throws BetterInDuckDb if there are such
   */
  static void refuse(SqlSelect select) {
    SqlNodeList group = select.getGroup();
    if (group == null || group.stream().noneMatch(key -> SETS.contains(key.getKind()))) {
      return;
    }
    List<SqlNode> keys = new ArrayList<>();
    group.forEach(key -> addKeys(key, keys));
    long numbers = keys.stream().filter(SqlNumericLiteral.class::isInstance).count();
    if (numbers > 0 && numbers < keys.size()) {
      throw new BetterInDuckDb("know the number of a column from its name");
    }
  }

  private static void addKeys(SqlNode key, List<SqlNode> keys) {
    if (key instanceof SqlNodeList list) {
      list.forEach(each -> addKeys(each, keys));
    } else if (SETS.contains(key.getKind()) || key.getKind() == SqlKind.ROW) {
      ((SqlCall) key).getOperandList().forEach(each -> addKeys(each, keys));
    } else {
      keys.add(key);
    }
  }
}
