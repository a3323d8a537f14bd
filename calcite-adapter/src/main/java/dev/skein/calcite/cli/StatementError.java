package dev.skein.calcite.cli;

import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * The text for a statement that failed: where, why, and the line with a caret below the place.
 *
 * <pre>
 * line 2, column 6: Object 'nosuch' not found
 *   from nosuch
 *        ^^^^^^
 * </pre>
 */
final class StatementError {
  /** A longer line is cut around the caret, so that it stays below its place. */
  private static final int WIDTH = 120;

  private StatementError() {}

  static String describe(ScriptStatement statement, Throwable failure) {
    String reason = ErrorText.of(failure);
    SqlParserPos position = ErrorText.position(failure);
    if (position == null) {
      return reason;
    }
    String line = line(statement.sql(), position.getLineNum());
    if (line == null || position.getColumnNum() > line.length() + 1) {
      return reason;
    }
    int column = position.getColumnNum() - 1;
    int end =
        position.getEndLineNum() == position.getLineNum()
            ? Math.min(position.getEndColumnNum(), line.length())
            : line.length();
    int width = Math.max(1, end - column);
    // Only the statement's first line is moved: the script's text before it is not the statement's.
    int firstLine = statement.line() - 1;
    int firstColumn = position.getLineNum() == 1 ? statement.column() - 1 : 0;
    return "line %d, column %d: %s%n%s"
        .formatted(
            firstLine + position.getLineNum(),
            firstColumn + position.getColumnNum(),
            withoutPosition(reason),
            excerpt(line, column, width));
  }

  private static String excerpt(String line, int column, int width) {
    int from = column > WIDTH / 2 && line.length() > WIDTH ? column - WIDTH / 2 : 0;
    int to = Math.min(line.length(), from + WIDTH);
    StringBuilder text = new StringBuilder("  ").append(line, from, to).append("\n  ");
    for (int i = from; i < column; i++) {
      // A tab stays a tab, so that both lines advance alike.
      text.append(i < line.length() && line.charAt(i) == '\t' ? '\t' : ' ');
    }
    return text.append("^".repeat(Math.max(1, Math.min(width, to - column)))).toString();
  }

  /** Calcite's parser writes its position, counted within the statement, into its message. */
  private static String withoutPosition(String reason) {
    return reason.replaceFirst(" at line \\d+, column \\d+", "");
  }

  private static @Nullable String line(String sql, int number) {
    String[] lines = sql.split("\r\n|\n|\r", -1);
    return number > lines.length ? null : lines[number - 1];
  }
}
