package dev.skein.calcite.cli;

import dev.skein.calcite.jdbc.value.NamedStruct;
import dev.skein.calcite.jdbc.value.StructValue;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
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
 * arrays, and lists, structs and maps of them. Dates and times are strings, as the result set
 * writes them.
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
      row[i] = read(i);
    }
    return Collections.unmodifiableList(Arrays.asList(row));
  }

  private @Nullable Object read(int i) throws SQLException {
    return switch (types[i]) {
      case Types.DATE, Types.TIME, Types.TIMESTAMP -> results.getString(i + 1);
      default -> plain(results.getObject(i + 1));
    };
  }

  private static @Nullable Object plain(@Nullable Object value) throws SQLException {
    if (value instanceof Array array) {
      return list((Object[]) array.getArray());
    } else if (value instanceof NamedStruct struct) {
      return new StructValue(struct.names(), list(struct.getAttributes()));
    } else if (value instanceof Map<?, ?> map) {
      Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        entries.put(plain(entry.getKey()), plain(entry.getValue()));
      }
      return entries;
    }
    return value instanceof java.util.Date ? value.toString() : value;
  }

  private static List<@Nullable Object> list(@Nullable Object[] values) throws SQLException {
    List<@Nullable Object> elements = new ArrayList<>(values.length);
    for (Object value : values) {
      elements.add(plain(value));
    }
    return elements;
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
