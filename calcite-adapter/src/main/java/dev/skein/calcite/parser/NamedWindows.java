package dev.skein.calcite.parser;

import static java.util.Objects.requireNonNull;

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
 * Writes {@code OVER (w ROWS ...)}, and {@code WINDOW v AS (w ROWS ...)}, with what window {@code
 * w} says. Calcite 1.42 would take the frame of {@code w}, also where {@code w} has none.
 */
final class NamedWindows extends SqlShuttle {
  private static final int QUALIFY = 7;

  private final Map<String, SqlWindow> windows = new HashMap<>();

  /** A window may add to those that are declared before it. */
  private NamedWindows(SqlNodeList declarations) {
    for (int i = 0; i < declarations.size(); i++) {
      if (declarations.get(i) instanceof SqlWindow window && window.getDeclName() != null) {
        SqlWindow whole = window.getRefName() == null ? window : resolved(window);
        windows.put(key(window.getDeclName()), whole);
        declarations.set(i, whole);
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
    SqlNode condition = select.getQualify();
    if (condition != null) {
      select.setOperand(QUALIFY, condition.accept(resolver));
    }
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    // A sub-query has windows of its own.
    if (call.isA(SqlKind.QUERY)) {
      return call;
    }
    return call instanceof SqlWindow window && window.getRefName() != null
        ? resolved(window)
        : super.visit(call);
  }

  private SqlWindow resolved(SqlWindow window) {
    SqlWindow base = windows.get(key(requireNonNull(window.getRefName())));
    return base == null || base.getRefName() != null || hasFrame(base)
        ? window
        : refined(base, window);
  }

  private static boolean hasFrame(SqlWindow window) {
    return window.getLowerBound() != null || window.getUpperBound() != null;
  }

  private static SqlWindow refined(SqlWindow base, SqlWindow window) {
    SqlNodeList order = base.getOrderList().isEmpty() ? window.getOrderList() : base.getOrderList();
    return new SqlWindow(
        window.getParserPosition(),
        window.getDeclName(),
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
