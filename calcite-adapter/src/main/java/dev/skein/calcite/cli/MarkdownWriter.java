package dev.skein.calcite.cli;

import dev.skein.calcite.jdbc.value.ValueText;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table for Markdown pages (GitHub's flavour); bars and line ends inside values are escaped. */
final class MarkdownWriter implements ResultWriter {
  private final Appendable out;

  MarkdownWriter(Appendable out) {
    this.out = out;
  }

  @Override
  public void begin(List<ResultColumn> columns) throws IOException {
    out.append('|');
    for (ResultColumn column : columns) {
      cell(column.name());
    }
    out.append("\n|");
    for (ResultColumn column : columns) {
      out.append(column.isNumber() ? "---:|" : "---|");
    }
    out.append('\n');
  }

  @Override
  public void row(List<@Nullable Object> values) throws IOException {
    out.append('|');
    for (Object value : values) {
      cell(value == null ? "" : ValueText.of(value));
    }
    out.append('\n');
  }

  @Override
  public void end() {}

  private void cell(String text) throws IOException {
    String escaped =
        text.replace("\\", "\\\\")
            .replace("|", "\\|")
            .replace("\r\n", "<br>")
            .replace("\n", "<br>")
            .replace("\r", "<br>");
    out.append(' ').append(escaped).append(" |");
  }
}
