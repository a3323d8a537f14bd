package dev.skein.calcite.enumerable;

import java.math.BigDecimal;
import java.util.Optional;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Readers of the most frequent types, each with a loop of its own. A scan of a million rows spends
 * its time in these loops; one shared loop that calls a reader for every value is twice as slow,
 * because the JVM cannot inline a call with so many targets.
 */
final class BulkReaders {
  private static final int LONG_DIGITS = 18;
  private static final int DECIMAL_BYTES = 16;

  private BulkReaders() {}

  /** The reader of a vector whose values are read as they are, if there is one. */
  static Optional<ColumnReader> of(FieldVector vector, SqlTypeName type) {
    if (vector instanceof VarCharVector text) {
      return Optional.of(new Text(text, new Utf8Reader(text)));
    } else if (vector instanceof DecimalVector decimals && decimals.getPrecision() <= LONG_DIGITS) {
      return Optional.of(new ShortDecimals(decimals, decimals.getScale()));
    } else if (vector instanceof IntVector ints && type == SqlTypeName.INTEGER) {
      return Optional.of(new Ints(ints));
    } else if (vector instanceof BigIntVector longs && type == SqlTypeName.BIGINT) {
      return Optional.of(new Longs(longs));
    } else if (vector instanceof DateDayVector days && type == SqlTypeName.DATE) {
      return Optional.of(new Days(days));
    } else if (vector instanceof Float8Vector doubles && type == SqlTypeName.DOUBLE) {
      return Optional.of(new Doubles(doubles));
    }
    return Optional.empty();
  }

  private record Text(VarCharVector vector, Utf8Reader utf8) implements ColumnReader {
    @Override
    public @Nullable Object read(int row) {
      return vector.isNull(row) ? null : utf8.read(row);
    }

    @Override
    public void read(int firstRow, int count, @Nullable Object[][] rows, int column) {
      for (int i = 0; i < count; i++) {
        rows[i][column] = vector.isNull(firstRow + i) ? null : utf8.read(firstRow + i);
      }
    }
  }

  /** Decimals of up to 18 digits: the low half of their 16 bytes is the whole number. */
  private record ShortDecimals(DecimalVector vector, int scale) implements ColumnReader {
    @Override
    public @Nullable Object read(int row) {
      return vector.isNull(row)
          ? null
          : BigDecimal.valueOf(vector.getDataBuffer().getLong((long) row * DECIMAL_BYTES), scale);
    }

    @Override
    public void read(int firstRow, int count, @Nullable Object[][] rows, int column) {
      for (int i = 0; i < count; i++) {
        rows[i][column] = read(firstRow + i);
      }
    }
  }

  private record Ints(IntVector vector) implements ColumnReader {
    @Override
    public @Nullable Object read(int row) {
      return vector.isNull(row) ? null : (Object) vector.get(row);
    }

    @Override
    public void read(int firstRow, int count, @Nullable Object[][] rows, int column) {
      for (int i = 0; i < count; i++) {
        rows[i][column] = read(firstRow + i);
      }
    }
  }

  private record Longs(BigIntVector vector) implements ColumnReader {
    @Override
    public @Nullable Object read(int row) {
      return vector.isNull(row) ? null : (Object) vector.get(row);
    }

    @Override
    public void read(int firstRow, int count, @Nullable Object[][] rows, int column) {
      for (int i = 0; i < count; i++) {
        rows[i][column] = read(firstRow + i);
      }
    }
  }

  private record Days(DateDayVector vector) implements ColumnReader {
    @Override
    public @Nullable Object read(int row) {
      return vector.isNull(row) ? null : (Object) vector.get(row);
    }

    @Override
    public void read(int firstRow, int count, @Nullable Object[][] rows, int column) {
      for (int i = 0; i < count; i++) {
        rows[i][column] = read(firstRow + i);
      }
    }
  }

  private record Doubles(Float8Vector vector) implements ColumnReader {
    @Override
    public @Nullable Object read(int row) {
      return vector.isNull(row) ? null : (Object) vector.get(row);
    }

    @Override
    public void read(int firstRow, int count, @Nullable Object[][] rows, int column) {
      for (int i = 0; i < count; i++) {
        rows[i][column] = read(firstRow + i);
      }
    }
  }
}
