package dev.skein.benchmark;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs statements and fetches every column of every row, as an application would. */
final class ResultReader {
  private ResultReader() {}

  /** Reads a result to its end and keeps it, with equal values as equal objects. */
  static List<List<@Nullable Object>> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      List<List<@Nullable Object>> rows = new ArrayList<>();
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>(columns);
        for (int i = 1; i <= columns; i++) {
          row.add(normalised(result.getObject(i)));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** Reads a result to its end and keeps nothing but the number of rows. */
  static long count(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      long rows = 0;
      long values = 0;
      while (result.next()) {
        rows++;
        for (int i = 1; i <= columns; i++) {
          if (result.getObject(i) != null) {
            values++;
          }
        }
      }
      // Uses the values, so that no compiler can leave their making out.
      if (values < 0) {
        throw new IllegalStateException();
      }
      return rows;
    }
  }

  private static @Nullable Object normalised(@Nullable Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.stripTrailingZeros();
    } else if (value instanceof BigInteger integer) {
      return new BigDecimal(integer).stripTrailingZeros();
    } else if (value instanceof Float || value instanceof Double) {
      return ((Number) value).doubleValue();
    } else if (value instanceof Number number) {
      return BigDecimal.valueOf(number.longValue()).stripTrailingZeros();
    }
    // The drivers' classes of dates and times differ, what they show does not.
    return value == null ? null : value.toString();
  }
}
