package dev.skein.e2e;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.duckdb.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JDBC result into an {@link Answer}. Two drivers use different Java classes for the same
 * value, and two type systems different names for the same type; this class knows which are the
 * same.
 */
final class AnswerReader {
  /** The type of a NULL literal, which agrees with every other. */
  static final String ANY = "ANY";

  private static final String INSTANT = "INSTANT";

  /** Types of DuckDB that Calcite has no counterpart for; users see DuckDB's text. */
  private static final Set<String> AS_TEXT =
      Set.of(
          "UUID",
          "JSON",
          "INTERVAL",
          "TIME WITH TIME ZONE",
          "TIME_NS",
          "TIMESTAMPTZ_NS",
          "BIT",
          "BIGNUM",
          "ENUM",
          "GEOMETRY");

  private AnswerReader() {}

  static Answer read(ResultSet result) throws SQLException {
    ResultSetMetaData meta = result.getMetaData();
    int width = meta.getColumnCount();
    List<String> types = new ArrayList<>();
    for (int i = 1; i <= width; i++) {
      types.add(type(meta, i));
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    while (result.next()) {
      List<@Nullable Object> row = new ArrayList<>(width);
      for (int i = 1; i <= width; i++) {
        Object value = value(result.getObject(i));
        row.add(
            value instanceof LocalDateTime && types.get(i - 1).equals(INSTANT)
                ? result.getTimestamp(i).toInstant()
                : value);
      }
      rows.add(row);
    }
    return new Answer(types, rows);
  }

  /** Integers of all widths are one type: DuckDB's HUGEINT is a DECIMAL(39, 0) in Calcite. */
  private static String type(ResultSetMetaData meta, int column) throws SQLException {
    String name = meta.getColumnTypeName(column);
    if (name.endsWith("]") || name.endsWith(" ARRAY")) {
      return "LIST";
    }
    if (name.endsWith(" MAP") || name.startsWith("MAP(")) {
      return "MAP";
    }
    boolean isStruct = name.startsWith("STRUCT") || name.startsWith("TUPLE(");
    if (isStruct && !name.equals("STRUCT()")) {
      return "STRUCT";
    }
    if (name.startsWith("TIMESTAMP_WITH_LOCAL_TIME_ZONE")) {
      return INSTANT;
    }
    if (AS_TEXT.contains(name) || name.startsWith("UNION") || name.equals("TUPLE")) {
      return "TEXT";
    }
    return switch (meta.getColumnType(column)) {
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> "EXACT(0)";
      case Types.DECIMAL, Types.NUMERIC -> "EXACT(" + meta.getScale(column) + ")";
      case Types.REAL, Types.FLOAT, Types.DOUBLE -> "APPROXIMATE";
      case Types.CHAR, Types.VARCHAR -> "TEXT";
      case Types.BOOLEAN -> "BOOLEAN";
      case Types.DATE -> "DATE";
      case Types.TIME -> "TIME";
      case Types.TIMESTAMP -> "TIMESTAMP";
      case Types.TIMESTAMP_WITH_TIMEZONE -> INSTANT;
      case Types.BINARY, Types.VARBINARY, Types.BLOB -> "BYTES";
      case Types.NULL -> ANY;
      default -> exotic(name);
    };
  }

  private static String exotic(String name) {
    return switch (name) {
      case "HUGEINT", "UHUGEINT", "UBIGINT", "UINTEGER", "USMALLINT", "UTINYINT" -> "EXACT(0)";
      case "\"NULL\"", "NULL" -> ANY;
      default -> name;
    };
  }

  static @Nullable Object value(@Nullable Object value) throws SQLException {
    if (value == null) {
      return null;
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros();
    }
    if (value instanceof BigInteger integer) {
      return value(new BigDecimal(integer));
    }
    if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
      return value(BigDecimal.valueOf(((Number) value).longValue()));
    }
    if (value instanceof Long number) {
      return value(BigDecimal.valueOf(number));
    }
    if (value instanceof Float number) {
      return number.doubleValue();
    }
    if (value.getClass().getPackageName().startsWith("dev.skein")) {
      return composite(exact(value));
    }
    if (value instanceof Date date) {
      return calendarDate(date);
    }
    if (value instanceof Timestamp timestamp) {
      return LocalDateTime.of(calendarDate(timestamp), timestamp.toLocalDateTime().toLocalTime());
    }
    if (value instanceof Time time) {
      return time.toLocalTime();
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    // Types that Calcite has no counterpart for appear as DuckDB writes them.
    if (value instanceof UUID || value instanceof OffsetTime || value instanceof JsonNode) {
      return value.toString();
    }
    return composite(value);
  }

  /** Skein's dates and times know what java.sql's have no room for. */
  private static Object exact(Object value) {
    if (value instanceof Timestamp timestamp) {
      boolean isPoint = timestamp.toString().endsWith("+00");
      return isPoint ? timestamp.toInstant() : timestamp.toLocalDateTime();
    } else if (value instanceof Date date) {
      return date.toLocalDate();
    }
    return value instanceof Time time ? time.toLocalTime() : value;
  }

  /** What {@code Date.toLocalDate} would say if it knew of years before the first. */
  private static LocalDate calendarDate(java.util.Date date) {
    Calendar calendar = new GregorianCalendar();
    calendar.setTime(date);
    int year = calendar.get(Calendar.YEAR);
    return LocalDate.of(
        calendar.get(Calendar.ERA) == GregorianCalendar.BC ? 1 - year : year,
        calendar.get(Calendar.MONTH) + 1,
        calendar.get(Calendar.DAY_OF_MONTH));
  }

  private static Object composite(Object value) throws SQLException {
    if (value instanceof Blob blob) {
      return hex(blob.getBytes(1, (int) blob.length()));
    }
    if (value instanceof byte[] bytes) {
      return hex(bytes);
    }
    if (value instanceof Array array) {
      return composite(array.getArray());
    }
    if (value instanceof Struct struct) {
      return composite(struct.getAttributes());
    }
    if (value instanceof Object[] values) {
      return composite(Arrays.asList(values));
    }
    if (value instanceof Iterable<?> values) {
      List<@Nullable Object> list = new ArrayList<>();
      for (Object element : values) {
        list.add(value(element));
      }
      return list;
    }
    if (value instanceof Map<?, ?> map) {
      List<@Nullable Object> entries = new ArrayList<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        entries.add(Arrays.asList(value(entry.getKey()), value(entry.getValue())));
      }
      return entries;
    }
    if (value instanceof int[] || value instanceof long[] || value instanceof double[]) {
      List<@Nullable Object> list = new ArrayList<>();
      for (int i = 0; i < java.lang.reflect.Array.getLength(value); i++) {
        list.add(value(java.lang.reflect.Array.get(value, i)));
      }
      return list;
    }
    return value;
  }

  private static String hex(byte[] bytes) {
    return "x'" + HexFormat.of().formatHex(bytes) + "'";
  }
}
