package dev.skein.calcite.cli;

import dev.skein.calcite.jdbc.value.ValueText;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values as DuckDB 2.0's {@code COPY ... TO (FORMAT csv)} writes them, byte for
 * byte: a header, NULL as nothing, the empty string quoted to differ from it.
 */
final class CsvWriter implements ResultWriter {
  private final Appendable out;
  private final StringBuilder text = new StringBuilder();

  CsvWriter(Appendable out) {
    this.out = out;
  }

  @Override
  public void begin(List<ResultColumn> columns) throws IOException {
    for (int i = 0; i < columns.size(); i++) {
      separate(i);
      field(columns.get(i).name());
    }
    out.append('\n');
  }

  @Override
  public void row(List<@Nullable Object> values) throws IOException {
    for (int i = 0; i < values.size(); i++) {
      separate(i);
      Object value = values.get(i);
      if (value != null) {
        text.setLength(0);
        ValueText.append(text, value);
        field(text);
      }
    }
    out.append('\n');
  }

  @Override
  public void end() {}

  private void separate(int column) throws IOException {
    if (column > 0) {
      out.append(',');
    }
  }

  private void field(CharSequence value) throws IOException {
    if (!needsQuotes(value)) {
      out.append(value);
      return;
    }
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        out.append('"');
      }
      out.append(c);
    }
    out.append('"');
  }

  private static boolean needsQuotes(CharSequence value) {
    for (int i = 0; i < value.length(); i++) {
      switch (value.charAt(i)) {
        // DuckDB quotes '#' too: its reader may take it for the start of a comment.
        case '"', ',', '\n', '\r', '#' -> {
          return true;
        }
        default -> {}
      }
    }
    return value.isEmpty();
  }
}
