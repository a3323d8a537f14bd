package dev.skein.runtime.flight;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.skein.runtime.task.SkeinException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The value of a dynamic parameter as {@code {"type":"date","value":"1995-01-01"}}. Values are text
 * in the form that Java's own parsers read back exactly.
 */
final class ParameterCodec {
  /** DuckDB's decimals have 38 digits; a longer one is cut by DuckDB or refused. */
  private static final int MAX_DIGITS = 400;

  private static final int MAX_SHORT_TEXT = 64;

  private ParameterCodec() {}

  static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      write(json, "null", "");
    } else if (value instanceof String s) {
      write(json, "text", s);
    } else if (value instanceof Boolean b) {
      write(json, "boolean", b.toString());
    } else if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
      String type = value instanceof Byte ? "byte" : value instanceof Short ? "short" : "int";
      write(json, type, value.toString());
    } else if (value instanceof Long l) {
      write(json, "long", l.toString());
    } else if (value instanceof BigInteger huge) {
      write(json, "huge", huge.toString());
    } else if (value instanceof Float || value instanceof Double) {
      write(json, value instanceof Float ? "float" : "double", value.toString());
    } else if (value instanceof BigDecimal d) {
      write(json, "decimal", checkDecimal(d).toString());
    } else if (value instanceof LocalDate || value instanceof LocalTime) {
      write(json, value instanceof LocalDate ? "date" : "time", value.toString());
    } else if (value instanceof LocalDateTime t) {
      write(json, "timestamp", t.toString());
    } else if (value instanceof OffsetDateTime t) {
      write(json, "timestamptz", t.toString());
    } else if (value instanceof UUID id) {
      write(json, "uuid", id.toString());
    } else if (value instanceof byte[] b) {
      write(json, "bytes", Base64.getEncoder().encodeToString(b));
    } else {
      throw new SkeinException(
          SkeinException.Kind.INTERNAL,
          "A parameter of " + value.getClass() + " cannot travel to a worker");
    }
  }

  private static void write(JsonGenerator json, String type, String value) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", type);
    json.writeStringField("value", value);
    json.writeEndObject();
  }

  static @Nullable Object read(JsonFields fields) {
    String type = fields.text("type", MAX_SHORT_TEXT);
    if (type.equals("null")) {
      fields.text("value", 0);
      return null;
    }
    try {
      return switch (type) {
        case "text" -> fields.text("value", Protocol.MAX_TICKET_BYTES);
        case "boolean" -> readBoolean(fields);
        case "byte" -> Byte.valueOf(fields.text("value", MAX_SHORT_TEXT));
        case "short" -> Short.valueOf(fields.text("value", MAX_SHORT_TEXT));
        case "int" -> Integer.valueOf(fields.text("value", MAX_SHORT_TEXT));
        case "long" -> Long.valueOf(fields.text("value", MAX_SHORT_TEXT));
        case "huge" -> new BigInteger(fields.text("value", MAX_SHORT_TEXT));
        case "float" -> Float.valueOf(fields.text("value", MAX_SHORT_TEXT));
        case "double" -> Double.valueOf(fields.text("value", MAX_SHORT_TEXT));
        case "decimal" -> checkDecimal(new BigDecimal(fields.text("value", MAX_DIGITS + 20)));
        case "date" -> LocalDate.parse(fields.text("value", MAX_SHORT_TEXT));
        case "time" -> LocalTime.parse(fields.text("value", MAX_SHORT_TEXT));
        case "timestamp" -> LocalDateTime.parse(fields.text("value", MAX_SHORT_TEXT));
        case "timestamptz" -> OffsetDateTime.parse(fields.text("value", MAX_SHORT_TEXT));
        case "uuid" -> UUID.fromString(fields.text("value", MAX_SHORT_TEXT));
        case "bytes" -> Base64.getDecoder().decode(fields.text("value", Protocol.MAX_TICKET_BYTES));
        default -> throw fields.wrong("type", "a type of parameter");
      };
    } catch (IllegalArgumentException | DateTimeException e) {
      throw fields.wrong("value", "a " + type);
    }
  }

  private static Boolean readBoolean(JsonFields fields) {
    return switch (fields.text("value", MAX_SHORT_TEXT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw fields.wrong("value", "true or false");
    };
  }

  /** A huge scale is a short text that would print as gigabytes of zeros. */
  private static BigDecimal checkDecimal(BigDecimal value) {
    if (value.precision() > MAX_DIGITS || Math.abs((long) value.scale()) > MAX_DIGITS) {
      throw new IllegalArgumentException("A decimal has at most " + MAX_DIGITS + " digits");
    }
    return value;
  }
}
