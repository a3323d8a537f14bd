package dev.skein.calcite.cli;

import dev.skein.calcite.jdbc.value.ValueText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;

/**
 * A table for people. The first {@link #SAMPLE} rows are held back to size the columns; later rows
 * are written at once and a wider value then moves the rest of its line, so that memory does not
 * grow with the result.
 */
final class TableWriter implements ResultWriter {
  static final int SAMPLE = 1_000;

  /** Below the combining accents every printable character takes one column of the terminal. */
  private static final int FIRST_OF_OTHER_WIDTH = 0x300;

  private final Appendable out;
  private final List<List<String>> held = new ArrayList<>();
  private List<ResultColumn> columns = List.of();
  private int[] widths = {};
  private boolean headerWritten;
  private long rows;

  TableWriter(Appendable out) {
    this.out = out;
  }

  @Override
  public void begin(List<ResultColumn> columns) {
    this.columns = columns;
    widths = columns.stream().mapToInt(column -> width(oneLine(column.name()))).toArray();
  }

  @Override
  public void row(List<@Nullable Object> values) throws IOException {
    rows++;
    List<String> cells = new ArrayList<>(values.size());
    for (Object value : values) {
      cells.add(value == null ? "NULL" : ValueText.of(value));
    }
    if (cells.size() == 1) {
      // Without a second column there is no grid to break: a plan is shown as it is written.
      String text = cells.get(0);
      int end = text.endsWith("\n") ? text.length() - 1 : text.length();
      for (String line : text.substring(0, end).split("\n", -1)) {
        line(List.of(oneLine(line)));
      }
      return;
    }
    line(cells.stream().map(TableWriter::oneLine).toList());
  }

  private void line(List<String> cells) throws IOException {
    if (headerWritten) {
      write(cells);
      return;
    }
    for (int i = 0; i < cells.size(); i++) {
      widths[i] = Math.max(widths[i], width(cells.get(i)));
    }
    held.add(cells);
    if (held.size() == SAMPLE) {
      release();
    }
  }

  @Override
  public void end() throws IOException {
    if (!headerWritten) {
      release();
    }
    out.append(rows == 1 ? "(1 row)\n" : "(" + rows + " rows)\n");
  }

  private void release() throws IOException {
    headerWritten = true;
    for (int i = 0; i < columns.size(); i++) {
      String name = oneLine(columns.get(i).name());
      out.append(i == 0 ? " " : "| ").append(name);
      if (i < columns.size() - 1) {
        spaces(widths[i] - width(name) + 1);
      }
    }
    out.append('\n');
    for (int i = 0; i < columns.size(); i++) {
      out.append(i == 0 ? "" : "+").append("-".repeat(widths[i] + 2));
    }
    out.append('\n');
    for (List<String> cells : held) {
      write(cells);
    }
    held.clear();
  }

  private void write(List<String> cells) throws IOException {
    for (int i = 0; i < cells.size(); i++) {
      out.append(i == 0 ? " " : "| ");
      String cell = cells.get(i);
      int missing = widths[i] - width(cell);
      if (columns.get(i).isNumber()) {
        spaces(missing);
        out.append(cell);
        missing = 0;
      } else {
        out.append(cell);
      }
      if (i < cells.size() - 1) {
        spaces(missing + 1);
      }
    }
    out.append('\n');
  }

  private void spaces(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      out.append(' ');
    }
  }

  /** Control characters would break the grid or drive the terminal. */
  private static String oneLine(String text) {
    StringBuilder line = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        if (line == null) {
          line = new StringBuilder(text.length() + 8).append(text, 0, i);
        }
        switch (c) {
          case '\n' -> line.append("\\n");
          case '\r' -> line.append("\\r");
          case '\t' -> line.append("\\t");
          default -> line.append(String.format("\\u%04x", (int) c));
        }
      } else if (line != null) {
        line.append(c);
      }
    }
    return line == null ? text : line.toString();
  }

  private static int width(String text) {
    int columns = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      columns += codePoint < FIRST_OF_OTHER_WIDTH ? 1 : Math.max(0, WCWidth.wcwidth(codePoint));
      i += Character.charCount(codePoint);
    }
    return columns;
  }
}
