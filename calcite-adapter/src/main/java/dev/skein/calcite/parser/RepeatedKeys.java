package dev.skein.calcite.parser;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.Util;

/**
 * Spells ROLLUP and CUBE out as GROUPING SETS where a key is repeated. The sets are a list in the
 * SQL standard and in DuckDB, in which one may stand twice; Calcite 1.42 keeps that list for
 * GROUPING SETS, but for ROLLUP and CUBE only the different ones.
 */
final class RepeatedKeys {
  /** So many keys of a CUBE make 4,096 sets. */
  private static final int MOST_KEYS = 12;

  private RepeatedKeys() {}

  static SqlNode spelled(SqlCall call) {
    List<SqlNode> keys = call.getOperandList();
    if (!isRepeated(keys) || keys.size() > MOST_KEYS) {
      return call;
    }
    SqlParserPos position = call.getParserPosition();
    List<SqlNode> sets = new ArrayList<>();
    if (call.getKind() == SqlKind.ROLLUP) {
      for (int length = keys.size(); length >= 0; length--) {
        sets.add(set(keys.subList(0, length), position));
      }
    } else {
      for (int chosen = (1 << keys.size()) - 1; chosen >= 0; chosen--) {
        List<SqlNode> set = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
          if ((chosen & 1 << i) != 0) {
            set.add(keys.get(i));
          }
        }
        sets.add(set(set, position));
      }
    }
    return SqlStdOperatorTable.GROUPING_SETS.createCall(position, sets);
  }

  /** By their last names: to spell out too much does no harm. */
  private static boolean isRepeated(List<SqlNode> keys) {
    Set<String> seen = new HashSet<>();
    return flat(keys).stream().anyMatch(key -> !seen.add(name(key)));
  }

  private static String name(SqlNode key) {
    String text =
        key instanceof SqlIdentifier column ? Util.last(column.names) : String.valueOf(key);
    return text.toLowerCase(Locale.ROOT);
  }

  private static SqlNode set(List<SqlNode> keys, SqlParserPos position) {
    List<SqlNode> flat = flat(keys);
    return flat.isEmpty()
        ? new SqlNodeList(position)
        : SqlStdOperatorTable.ROW.createCall(position, flat);
  }

  /** A key may be several columns in parentheses. */
  private static List<SqlNode> flat(List<SqlNode> keys) {
    List<SqlNode> flat = new ArrayList<>();
    for (SqlNode key : keys) {
      if (key.getKind() == SqlKind.ROW) {
        flat.addAll(((SqlCall) key).getOperandList());
      } else {
        flat.add(key);
      }
    }
    return flat;
  }
}
