package dev.skein.calcite.cli;

import dev.skein.calcite.jdbc.value.StructValue;
import dev.skein.calcite.jdbc.value.ValueText;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON array with one object a row. Numbers, booleans, NULL, lists, structs and maps keep their
 * kind; what JSON has no word for (dates, blobs, NaN) is the string that DuckDB would write. Of
 * columns with the same name the later ones get {@code _1}, {@code _2}, so that none is lost.
 */
final class JsonWriter implements ResultWriter {
  private final Appendable out;
  private final List<String> keys = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private boolean first = true;

  JsonWriter(Appendable out) {
    this.out = out;
  }

  @Override
  public void begin(List<ResultColumn> columns) throws IOException {
    Set<String> names = new HashSet<>();
    for (ResultColumn column : columns) {
      String name = column.name();
      for (int i = 1; !names.add(name); i++) {
        name = column.name() + "_" + i;
      }
      text.setLength(0);
      string(name);
      keys.add(text.append(": ").toString());
    }
    out.append('[');
  }

  @Override
  public void row(List<@Nullable Object> values) throws IOException {
    text.setLength(0);
    text.append(first ? "\n{" : ",\n{");
    first = false;
    for (int i = 0; i < values.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(keys.get(i));
      value(values.get(i));
    }
    out.append(text.append('}'));
  }

  @Override
  public void end() throws IOException {
    out.append(first ? "]\n" : "\n]\n");
  }

  private void value(@Nullable Object value) {
    if (value == null) {
      text.append("null");
    } else if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      if (Double.isFinite(number)) {
        ValueText.append(text, value);
      } else {
        string(ValueText.of(value));
      }
    } else if (value instanceof BigDecimal number) {
      text.append(number.toPlainString());
    } else if (value instanceof Number || value instanceof Boolean) {
      text.append(value);
    } else if (value instanceof List<?> list) {
      text.append('[');
      String separator = "";
      for (Object element : list) {
        text.append(separator);
        value(element);
        separator = ", ";
      }
      text.append(']');
    } else if (value instanceof StructValue struct) {
      text.append('{');
      for (int i = 0; i < struct.names().size(); i++) {
        text.append(i == 0 ? "" : ", ");
        string(struct.names().get(i));
        text.append(": ");
        value(struct.values().get(i));
      }
      text.append('}');
    } else if (value instanceof Map<?, ?> map) {
      text.append('{');
      String separator = "";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        text.append(separator);
        string(entry.getKey() == null ? "NULL" : ValueText.of(entry.getKey()));
        text.append(": ");
        value(entry.getValue());
        separator = ", ";
      }
      text.append('}');
    } else {
      string(ValueText.of(value));
    }
  }

  private void string(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f) {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
