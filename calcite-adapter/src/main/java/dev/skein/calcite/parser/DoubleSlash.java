package dev.skein.calcite.parser;

import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;

/**
 * Refuses {@code //}, which divides integers in DuckDB and begins a comment in Calcite: who writes
 * it for the one must not silently get the other, without the rest of the line.
 */
final class DoubleSlash {
  private static final String REFUSAL =
      "'//' is a comment in Calcite and an operator in DuckDB. Write a comment with '--'; "
          + "divide integers with '/', other numbers with divide(a, b)";

  private DoubleSlash() {}

  static void refuse(String sql) {
    int at = 0;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == '\'' || c == '"' || c == '`') {
        at = after(sql, at + 1, String.valueOf(c));
      } else if (sql.startsWith("--", at)) {
        at = after(sql, at, "\n");
      } else if (sql.startsWith("/*", at)) {
        at = after(sql, at + 2, "*/");
      } else if (sql.startsWith("//", at)) {
        throw refusal(sql, at);
      } else {
        at++;
      }
    }
  }

  /** Where the text goes on after an end; a quote that is doubled ends one text and begins one. */
  private static int after(String sql, int from, String end) {
    int found = sql.indexOf(end, from);
    return found < 0 ? sql.length() : found + end.length();
  }

  private static CalciteContextException refusal(String sql, int at) {
    String before = sql.substring(0, at);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column = at - before.lastIndexOf('\n');
    return new CalciteContextException(
        "At line " + line + ", column " + column,
        new CalciteException(REFUSAL, null),
        line,
        column,
        line,
        column + 1);
  }
}
