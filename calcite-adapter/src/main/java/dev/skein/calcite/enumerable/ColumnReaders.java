package dev.skein.calcite.enumerable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Chooses the reader of a column from its vector and its Calcite type. */
final class ColumnReaders {
  private static final long MILLIS_PER_SECOND = 1_000;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long MILLIS_PER_DAY = 86_400_000;

  private ColumnReaders() {}

  /** For whom values are made. */
  enum Representation {
    /** For Calcite's operators: times are numbers of milliseconds. */
    CALCITE,
    /** For a JDBC result set: times are nanoseconds, timestamps micro- or nanoseconds. */
    JDBC
  }

  static ColumnReader of(FieldVector vector, RelDataType type, Representation representation) {
    Optional<ColumnReader> bulk = BulkReaders.of(vector, type.getSqlTypeName());
    if (bulk.isPresent()) {
      return bulk.get();
    }
    ColumnReader values = valuesOf(vector, type, representation);
    return vector instanceof NullVector
        ? values
        : row -> vector.isNull(row) ? null : values.read(row);
  }

  private static ColumnReader valuesOf(
      FieldVector vector, RelDataType type, Representation representation) {
    SqlTypeName name = type.getSqlTypeName();
    if (vector instanceof NullVector) {
      return row -> null;
    } else if (vector instanceof BitVector bits) {
      return row -> bits.get(row) != 0;
    } else if (vector instanceof TinyIntVector bytes && name == SqlTypeName.BOOLEAN) {
      // Lossless conversion is on: DuckDB's bools travel as Arrow's bool8 extension.
      return row -> bytes.get(row) != 0;
    } else if (vector instanceof LargeVarCharVector text) {
      return row -> new String(text.get(row), java.nio.charset.StandardCharsets.UTF_8);
    } else if (vector instanceof VarBinaryVector bytes) {
      return row -> new ByteString(bytes.get(row));
    } else if (vector instanceof LargeVarBinaryVector bytes) {
      return row -> new ByteString(bytes.get(row));
    } else if (vector instanceof DecimalVector decimal) {
      return decimal(decimal);
    } else if (vector instanceof FixedSizeBinaryVector binary) {
      return fixedBinary(binary);
    } else if (vector instanceof TimeMicroVector micros) {
      return time(row -> micros.get(row) * 1_000, representation);
    } else if (vector instanceof TimeNanoVector nanos) {
      return time(nanos::get, representation);
    } else if (vector instanceof TimeStampVector timestamps) {
      return timestamp(timestamps, type, representation);
    } else if (vector instanceof IntervalMonthDayNanoVector intervals) {
      return interval(intervals, name);
    } else if (vector instanceof MapVector maps) {
      return map(maps, type, representation);
    } else if (vector instanceof ListVector lists) {
      return list(lists, type, representation);
    } else if (vector instanceof FixedSizeListVector lists) {
      return fixedList(lists, type, representation);
    } else if (vector instanceof StructVector structs) {
      return struct(structs, type, representation);
    }
    return number(vector, name);
  }

  private static ColumnReader number(FieldVector vector, SqlTypeName name) {
    if (vector instanceof IntVector ints && name == SqlTypeName.INTEGER) {
      return ints::get;
    } else if (vector instanceof BigIntVector longs && name == SqlTypeName.BIGINT) {
      return longs::get;
    } else if (vector instanceof Float8Vector doubles && name != SqlTypeName.REAL) {
      return isApproximate(name) ? doubles::get : row -> narrow(doubles.get(row), name);
    } else if (vector instanceof Float4Vector floats && name == SqlTypeName.REAL) {
      return floats::get;
    }
    if (vector instanceof TinyIntVector v) {
      return row -> narrow(v.get(row), name);
    } else if (vector instanceof SmallIntVector v) {
      return row -> narrow(v.get(row), name);
    } else if (vector instanceof IntVector v) {
      return row -> narrow(v.get(row), name);
    } else if (vector instanceof BigIntVector v) {
      return row -> narrow(v.get(row), name);
    } else if (vector instanceof UInt1Vector v) {
      return row -> narrow(v.get(row) & 0xff, name);
    } else if (vector instanceof UInt2Vector v) {
      return row -> narrow((int) v.get(row), name);
    } else if (vector instanceof UInt4Vector v) {
      return row -> narrow(v.get(row) & 0xffffffffL, name);
    } else if (vector instanceof UInt8Vector v) {
      return row -> narrow(new BigDecimal(new BigInteger(Long.toUnsignedString(v.get(row)))), name);
    } else if (vector instanceof Float4Vector v) {
      return row -> narrow(v.get(row), name);
    } else if (vector instanceof Float8Vector v) {
      return row -> narrow(v.get(row), name);
    }
    throw new IllegalStateException(
        "No reader for " + vector.getField() + " as " + name + "; docs/types.md lists the types");
  }

  private static boolean isApproximate(SqlTypeName name) {
    return name == SqlTypeName.DOUBLE || name == SqlTypeName.FLOAT;
  }

  private static Object narrow(Number value, SqlTypeName name) {
    return switch (name) {
      case TINYINT -> value.byteValue();
      case SMALLINT -> value.shortValue();
      case INTEGER -> value.intValue();
      case BIGINT -> value.longValue();
      case REAL -> value.floatValue();
      case FLOAT, DOUBLE -> value.doubleValue();
      case DECIMAL ->
          value instanceof BigDecimal decimal
              ? decimal
              : value instanceof Double || value instanceof Float
                  ? new BigDecimal(value.toString())
                  : BigDecimal.valueOf(value.longValue());
      case INTERVAL_YEAR, INTERVAL_YEAR_MONTH, INTERVAL_MONTH -> value.intValue();
      default -> value;
    };
  }

  private static ColumnReader decimal(DecimalVector vector) {
    return vector::getObject;
  }

  /** HUGEINT and UUID travel as 16 bytes when Arrow's conversion is lossless. */
  private static ColumnReader fixedBinary(FixedSizeBinaryVector vector) {
    String extension = vector.getField().getMetadata().getOrDefault("ARROW:extension:name", "");
    String metadata = vector.getField().getMetadata().getOrDefault("ARROW:extension:metadata", "");
    if (metadata.contains("hugeint")) {
      boolean signed = !metadata.contains("uhugeint");
      return row -> {
        byte[] bytes = vector.get(row);
        for (int i = 0; i < bytes.length / 2; i++) {
          byte swapped = bytes[i];
          bytes[i] = bytes[bytes.length - 1 - i];
          bytes[bytes.length - 1 - i] = swapped;
        }
        return new BigDecimal(signed ? new BigInteger(bytes) : new BigInteger(1, bytes));
      };
    }
    if (extension.equals("arrow.uuid")) {
      return row -> {
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(vector.get(row));
        return new java.util.UUID(bytes.getLong(), bytes.getLong()).toString();
      };
    }
    return row -> new ByteString(vector.get(row));
  }

  /** A function from a row to a number, without boxing. */
  private interface LongReader {
    long read(int row);
  }

  private static ColumnReader time(LongReader nanos, Representation representation) {
    return representation == Representation.JDBC
        ? nanos::read
        : row -> (int) (nanos.read(row) / NANOS_PER_MILLI);
  }

  private static ColumnReader timestamp(
      TimeStampVector vector, RelDataType type, Representation representation) {
    long from = perSecond(((ArrowType.Timestamp) vector.getField().getType()).getUnit());
    long to =
        representation == Representation.CALCITE
            ? MILLIS_PER_SECOND
            : type.getPrecision() > 6 ? NANOS_PER_SECOND : MICROS_PER_SECOND;
    if (from == to) {
      return vector::get;
    } else if (from > to) {
      long units = from / to;
      return row ->
          isInfinite(vector.get(row)) ? vector.get(row) : Math.floorDiv(vector.get(row), units);
    }
    long units = to / from;
    return row ->
        isInfinite(vector.get(row)) ? vector.get(row) : Math.multiplyExact(vector.get(row), units);
  }

  /** DuckDB's infinities are the ends of 64 bits in every unit. */
  private static boolean isInfinite(long timestamp) {
    return timestamp == Long.MAX_VALUE || timestamp == -Long.MAX_VALUE;
  }

  private static long perSecond(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> 1;
      case MILLISECOND -> MILLIS_PER_SECOND;
      case MICROSECOND -> MICROS_PER_SECOND;
      case NANOSECOND -> NANOS_PER_SECOND;
    };
  }

  /**
   * DuckDB keeps months, days and time apart; Calcite's intervals have either months or the rest.
   */
  @SuppressWarnings("JavaPeriodGetDays")
  private static ColumnReader interval(IntervalMonthDayNanoVector vector, SqlTypeName name) {
    boolean months = SqlTypeName.YEAR_INTERVAL_TYPES.contains(name);
    return row -> {
      PeriodDuration value = vector.getObject(row);
      return months
          ? (Object) (int) value.getPeriod().toTotalMonths()
          : (Object)
              (value.getPeriod().getDays() * MILLIS_PER_DAY + value.getDuration().toMillis());
    };
  }

  private static ColumnReader list(
      ListVector vector, RelDataType type, Representation representation) {
    ColumnReader elements = elements(vector.getDataVector(), type, representation);
    return row -> slice(elements, vector.getElementStartIndex(row), vector.getElementEndIndex(row));
  }

  private static ColumnReader fixedList(
      FixedSizeListVector vector, RelDataType type, Representation representation) {
    ColumnReader elements = elements(vector.getDataVector(), type, representation);
    int size = vector.getListSize();
    return row -> slice(elements, row * size, (row + 1) * size);
  }

  private static ColumnReader elements(
      ValueVector data, RelDataType type, Representation representation) {
    RelDataType component = type.getComponentType();
    return of((FieldVector) data, component == null ? type : component, representation);
  }

  private static List<@Nullable Object> slice(ColumnReader elements, int from, int to) {
    List<@Nullable Object> list = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      list.add(elements.read(i));
    }
    return list;
  }

  private static ColumnReader map(
      MapVector vector, RelDataType type, Representation representation) {
    StructVector entries = (StructVector) vector.getDataVector();
    RelDataType keyType = java.util.Objects.requireNonNull(type.getKeyType());
    RelDataType valueType = java.util.Objects.requireNonNull(type.getValueType());
    ColumnReader keys = of((FieldVector) entries.getChildByOrdinal(0), keyType, representation);
    ColumnReader values = of((FieldVector) entries.getChildByOrdinal(1), valueType, representation);
    return row -> {
      Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
      for (int i = vector.getElementStartIndex(row); i < vector.getElementEndIndex(row); i++) {
        map.put(keys.read(i), values.read(i));
      }
      return map;
    };
  }

  private static ColumnReader struct(
      StructVector vector, RelDataType type, Representation representation) {
    List<RelDataTypeField> fields = type.getFieldList();
    ColumnReader[] readers = new ColumnReader[fields.size()];
    Arrays.setAll(
        readers,
        i ->
            of((FieldVector) vector.getChildByOrdinal(i), fields.get(i).getType(), representation));
    return row -> {
      @Nullable Object[] values = new Object[readers.length];
      for (int i = 0; i < readers.length; i++) {
        values[i] = readers[i].read(row);
      }
      return values;
    };
  }
}
