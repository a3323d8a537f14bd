package dev.skein.e2e.chaos;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A result of any size as a few numbers: how many rows it has, and a sum of hashes that no lost,
 * doubled or changed row leaves as it was.
 *
 * @param order a hash of the rows in their order; 0 where the order means nothing
 */
record Digest(long rows, long sum, long order) {

  /** Reads a result to its end. */
  static Digest of(ResultSet result, boolean ordered) throws SQLException {
    int columns = result.getMetaData().getColumnCount();
    long rows = 0;
    long sum = 0;
    long order = 0;
    while (result.next()) {
      long row = 17;
      for (int i = 1; i <= columns; i++) {
        row = mix(row * 31 + hash(result.getObject(i)));
      }
      rows++;
      sum += row;
      order = ordered ? mix(order * 31 + row) : 0;
    }
    return new Digest(rows, sum, order);
  }

  private static long hash(Object value) {
    String text =
        value instanceof Number number
            ? new BigDecimal(number.toString()).stripTrailingZeros().toPlainString()
            : String.valueOf(value);
    long hash = 0;
    for (int i = 0; i < text.length(); i++) {
      hash = hash * 131 + text.charAt(i);
    }
    return mix(hash);
  }

  /** The finalizer of SplitMix64: each bit of the argument changes half of the result's. */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
