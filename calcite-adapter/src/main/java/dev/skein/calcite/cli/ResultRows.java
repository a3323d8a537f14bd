package dev.skein.calcite.cli;

import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a JDBC result as values that the writers know: strings, numbers, booleans, byte
 * arrays, and lists, structs and maps of them. Dates and times become strings here, because only
 * the result set knows them exactly: {@link Timestamp} and its kin count in the JVM's time zone.
 */
final class ResultRows {
  private final ResultSet results;
  private final List<ResultColumn> columns = new ArrayList<>();
  private final int[] types;
  private final @Nullable Object[] row;

  ResultRows(ResultSet results) throws SQLException {
    this.results = results;
    ResultSetMetaData metaData = results.getMetaData();
    types = new int[metaData.getColumnCount()];
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
      row[i] = read(i + 1, types[i]);
    }
    return Collections.unmodifiableList(Arrays.asList(row));
  }

  private @Nullable Object read(int column, int type) throws SQLException {
    return switch (type) {
      case Types.DATE, Types.TIME, Types.TIMESTAMP ->
          withoutTrailingZeros(results.getString(column));
      default -> plain(results.getObject(column));
    };
  }

  private static @Nullable Object plain(@Nullable Object value) throws SQLException {
    if (value instanceof Array array) {
      return list(Arrays.asList((Object[]) array.getArray()));
    } else if (value instanceof List<?> list) {
      return list(list);
    } else if (value instanceof Object[] array) {
      return list(Arrays.asList(array));
    } else if (value instanceof Struct struct) {
      return list(Arrays.asList(struct.getAttributes()));
    } else if (value instanceof Map<?, ?> map) {
      Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        entries.put(plain(entry.getKey()), plain(entry.getValue()));
      }
      return entries;
    } else if (value instanceof Date || value instanceof Time || value instanceof Timestamp) {
      return withoutTrailingZeros(value.toString());
    }
    return value;
  }

  private static List<@Nullable Object> list(List<?> values) throws SQLException {
    List<@Nullable Object> elements = new ArrayList<>(values.size());
    for (Object value : values) {
      elements.add(plain(value));
    }
    return elements;
  }

  /** DuckDB writes {@code 10:00:00.5} and {@code 10:00:00}, however precise the type. */
  private static @Nullable String withoutTrailingZeros(@Nullable String text) {
    if (text == null || text.indexOf('.') < 0) {
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
