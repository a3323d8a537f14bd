package dev.skein.calcite.jdbc.value;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values as DuckDB's {@code CAST(x AS VARCHAR)} writes them (seen on DuckDB 2.0). The values are
 * strings, numbers, booleans, byte arrays, and {@link List}, {@link StructValue} and {@link Map} of
 * them.
 */
public final class ValueText {
  private static final String MUST_BE_QUOTED = "\"'(),:=[\\]{}";
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private ValueText() {}

  public static String of(Object value) {
    if (value instanceof String text) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  public static void append(StringBuilder out, Object value) {
    if (value instanceof Double number) {
      FloatingText.append(out, number);
    } else if (value instanceof Float number) {
      FloatingText.append(out, number);
    } else if (value instanceof BigDecimal number) {
      out.append(number.toPlainString());
    } else if (value instanceof byte[] bytes) {
      appendBytes(out, bytes);
    } else if (value instanceof List<?> list) {
      appendList(out, list);
    } else if (value instanceof StructValue struct) {
      appendStruct(out, struct);
    } else if (value instanceof Map<?, ?> map) {
      appendMap(out, map);
    } else {
      out.append(value);
    }
  }

  /** Printable ASCII stays; everything else, and what quotes or escapes, becomes {@code \xHH}. */
  private static void appendBytes(StringBuilder out, byte[] bytes) {
    for (byte b : bytes) {
      int code = b & 0xff;
      if (code >= ' ' && code < 0x7f && code != '\\' && code != '\'' && code != '"') {
        out.append((char) code);
      } else {
        out.append("\\x").append(HEX[code >> 4]).append(HEX[code & 0xf]);
      }
    }
  }

  private static void appendList(StringBuilder out, List<?> list) {
    out.append('[');
    appendElements(out, list);
    out.append(']');
  }

  private static void appendElements(StringBuilder out, List<?> values) {
    String separator = "";
    for (Object value : values) {
      out.append(separator);
      appendNested(out, value);
      separator = ", ";
    }
  }

  private static void appendStruct(StringBuilder out, StructValue struct) {
    if (isTuple(struct)) {
      appendTuple(out, struct.values());
      return;
    }
    out.append('{');
    for (int i = 0; i < struct.names().size(); i++) {
      out.append(i == 0 ? "'" : ", '");
      appendEscaped(out, struct.names().get(i));
      out.append("': ");
      appendNested(out, struct.values().get(i));
    }
    out.append('}');
  }

  /** Whether the members have no names but those that Calcite gives them. */
  private static boolean isTuple(StructValue struct) {
    for (int i = 0; i < struct.names().size(); i++) {
      if (!struct.names().get(i).equals("EXPR$" + i)) {
        return false;
      }
    }
    return true;
  }

  private static void appendTuple(StringBuilder out, List<?> values) {
    out.append('(');
    appendElements(out, values);
    out.append(values.size() == 1 ? ",)" : ")");
  }

  private static void appendMap(StringBuilder out, Map<?, ?> map) {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      appendNested(out, entry.getKey());
      out.append('=');
      appendNested(out, entry.getValue());
      separator = ", ";
    }
    out.append('}');
  }

  private static void appendNested(StringBuilder out, @Nullable Object value) {
    if (value == null) {
      out.append("NULL");
    } else if (value instanceof List || value instanceof Map || value instanceof StructValue) {
      append(out, value);
    } else {
      String text = of(value);
      if (needsQuotes(text)) {
        out.append('\'');
        appendEscaped(out, text);
        out.append('\'');
      } else {
        out.append(text);
      }
    }
  }

  private static void appendEscaped(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
  }

  private static boolean needsQuotes(String text) {
    if (text.isEmpty()
        || isBlank(text.charAt(0))
        || isBlank(text.charAt(text.length() - 1))
        || text.toLowerCase(Locale.ROOT).equals("null")) {
      return true;
    }
    for (int i = 0; i < text.length(); i++) {
      if (MUST_BE_QUOTED.indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
