package dev.skein.calcite.cli;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a JDBC result as values that the writers know: strings, numbers, booleans, byte
 * arrays, and lists, structs and maps of them. Dates and times become strings here, because only
 * the result set knows them exactly: {@link Timestamp} and its kin count in the JVM's time zone.
 */
final class ResultRows {
  private static final int NANO_DIGITS = 9;

  private final ResultSet results;
  private final List<ResultColumn> columns = new ArrayList<>();
  private final int[] types;
  private final @Nullable RelDataType[] relTypes;
  private final @Nullable Object[] row;

  ResultRows(ResultSet results) throws SQLException {
    this.results = results;
    ResultSetMetaData metaData = results.getMetaData();
    types = new int[metaData.getColumnCount()];
    relTypes = ColumnTypes.of(metaData);
    row = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = metaData.getColumnType(i + 1);
      columns.add(new ResultColumn(metaData.getColumnLabel(i + 1), isNumber(types[i])));
    }
  }

  List<ResultColumn> columns() {
    return columns;
  }

  /** The next row, in an array that the row after it overwrites; null after the last. */
  @Nullable List<@Nullable Object> next() throws SQLException {
    if (!results.next()) {
      return null;
    }
    for (int i = 0; i < types.length; i++) {
      row[i] = read(i);
    }
    return Collections.unmodifiableList(Arrays.asList(row));
  }

  private @Nullable Object read(int i) throws SQLException {
    return switch (types[i]) {
      case Types.DATE -> results.getString(i + 1);
      case Types.TIME -> time(i);
      case Types.TIMESTAMP -> timestamp(i);
      default -> plain(results.getObject(i + 1), relTypes[i]);
    };
  }

  private @Nullable String time(int i) throws SQLException {
    String text = results.getString(i + 1);
    return text == null ? null : withoutTrailingZeros(text);
  }

  /** The seconds come from the text, which knows no time zone, the fraction from the value. */
  private @Nullable String timestamp(int i) throws SQLException {
    String text = results.getString(i + 1);
    Timestamp value = results.getTimestamp(i + 1);
    if (text == null || value == null) {
      return null;
    }
    int dot = text.indexOf('.');
    return inZone((dot < 0 ? text : text.substring(0, dot)) + fraction(value), relTypes[i]);
  }

  private static @Nullable Object plain(@Nullable Object value, @Nullable RelDataType type)
      throws SQLException {
    if (value instanceof Array array) {
      return list(Arrays.asList((Object[]) array.getArray()), type);
    } else if (value instanceof List<?> list) {
      return list(list, type);
    } else if (value instanceof Struct struct) {
      return struct(struct.getAttributes(), type);
    } else if (value instanceof Object[] attributes) {
      return struct(attributes, type);
    } else if (value instanceof Map<?, ?> map) {
      return map(map, type);
    } else if (value instanceof Timestamp timestamp) {
      String text = timestamp.toString();
      return inZone(text.substring(0, text.indexOf('.')) + fraction(timestamp), type);
    } else if (value instanceof java.util.Date) {
      return value.toString();
    }
    return value;
  }

  private static List<@Nullable Object> list(List<?> values, @Nullable RelDataType type)
      throws SQLException {
    RelDataType component = type == null ? null : type.getComponentType();
    List<@Nullable Object> elements = new ArrayList<>(values.size());
    for (Object value : values) {
      elements.add(plain(value, component));
    }
    return elements;
  }

  private static Object struct(@Nullable Object[] attributes, @Nullable RelDataType type)
      throws SQLException {
    if (type == null || !type.isStruct() || type.getFieldCount() != attributes.length) {
      return list(Arrays.asList(attributes), null);
    }
    List<@Nullable Object> values = new ArrayList<>(attributes.length);
    for (RelDataTypeField field : type.getFieldList()) {
      values.add(plain(attributes[field.getIndex()], field.getType()));
    }
    return new StructValue(type.getFieldNames(), values);
  }

  private static Object map(Map<?, ?> map, @Nullable RelDataType type) throws SQLException {
    RelDataType keyType = type == null ? null : type.getKeyType();
    RelDataType valueType = type == null ? null : type.getValueType();
    Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      entries.put(plain(entry.getKey(), keyType), plain(entry.getValue(), valueType));
    }
    return entries;
  }

  private static String fraction(Timestamp timestamp) {
    if (timestamp.getNanos() == 0) {
      return "";
    }
    String nanos = String.valueOf(timestamp.getNanos());
    return withoutTrailingZeros("." + "0".repeat(NANO_DIGITS - nanos.length()) + nanos);
  }

  /** A point in time is shown in UTC, and says so. */
  private static String inZone(String text, @Nullable RelDataType type) {
    boolean isPoint =
        type != null && type.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
    return isPoint ? text + "+00" : text;
  }

  /** DuckDB writes {@code 10:00:00.5} and {@code 10:00:00}, however precise the type. */
  private static String withoutTrailingZeros(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }

  private static boolean isNumber(int type) {
    return switch (type) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.DECIMAL,
          Types.NUMERIC ->
          true;
      default -> false;
    };
  }
}
