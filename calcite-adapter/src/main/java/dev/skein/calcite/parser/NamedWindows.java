package dev.skein.calcite.parser;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code OVER (w ROWS ...)} with what window {@code w} says. Calcite 1.42 would take the
 * frame of {@code w}, also where {@code w} has none.
 */
final class NamedWindows extends SqlShuttle {
  private final Map<String, SqlWindow> windows = new HashMap<>();

  private NamedWindows(SqlNodeList declarations) {
    for (SqlNode each : declarations) {
      if (each instanceof SqlWindow window
          && window.getDeclName() != null
          && window.getRefName() == null) {
        windows.put(key(window.getDeclName()), window);
      }
    }
  }

  static void resolve(SqlSelect select) {
    NamedWindows resolver = new NamedWindows(select.getWindowList());
    if (resolver.windows.isEmpty()) {
      return;
    }
    SqlNode items = select.getSelectList().accept(resolver);
    if (items instanceof SqlNodeList list) {
      select.setSelectList(list);
    }
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    // A sub-query has windows of its own.
    if (call.isA(SqlKind.QUERY)) {
      return call;
    }
    if (call instanceof SqlWindow window && window.getRefName() != null) {
      SqlWindow base = windows.get(key(window.getRefName()));
      return base == null || hasFrame(base) ? window : refined(base, window);
    }
    return super.visit(call);
  }

  private static boolean hasFrame(SqlWindow window) {
    return window.getLowerBound() != null || window.getUpperBound() != null;
  }

  private static SqlWindow refined(SqlWindow base, SqlWindow window) {
    SqlNodeList order = base.getOrderList().isEmpty() ? window.getOrderList() : base.getOrderList();
    return new SqlWindow(
        window.getParserPosition(),
        null,
        null,
        base.getPartitionList(),
        order,
        SqlLiteral.createBoolean(window.isRows(), window.getParserPosition()),
        window.getLowerBound(),
        window.getUpperBound(),
        null,
        window.getExclude());
  }

  private static String key(SqlIdentifier name) {
    return name.getSimple().toLowerCase(Locale.ROOT);
  }
}
