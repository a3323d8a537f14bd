package dev.skein.runtime.combine;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.SortKey;
import java.util.Map;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.ByteFunctionHelpers;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Compares values of one sort key as DuckDB orders them: NaN is greater than every number and equal
 * to itself, zeros are equal, text is ordered by its UTF-8 bytes, a UUID by its digits.
 */
final class KeyColumn {
  private static final String EXTENSION = "ARROW:extension:name";
  private static final String EXTENSION_METADATA = "ARROW:extension:metadata";

  /** How the bytes of a value are compared. */
  private enum Order {
    SIGNED,
    UNSIGNED,
    FLOAT,
    BIT,
    /** Little-endian, of 16 bytes. */
    WIDE_SIGNED,
    WIDE_UNSIGNED,
    BYTES
  }

  private final ValueVector vector;
  private final Order order;
  private final int width;
  private final boolean descending;
  private final boolean nullsFirst;

  private KeyColumn(ValueVector vector, Order order, int width, SortKey key) {
    this.vector = vector;
    this.order = order;
    this.width = width;
    this.descending = key.descending();
    this.nullsFirst = key.nullsFirst();
  }

  /** The key's column in the vectors of a stream, which are loaded again with each batch. */
  static KeyColumn of(FieldVector column, SortKey key) {
    Field field = column.getField();
    ValueVector vector =
        column instanceof ExtensionTypeVector<?> extension
            ? extension.getUnderlyingVector()
            : column;
    int width = vector instanceof BaseFixedWidthVector fixed ? fixed.getTypeWidth() : 0;
    return new KeyColumn(vector, order(field, vector), width, key);
  }

  private static Order order(Field field, ValueVector vector) {
    Map<String, String> metadata = field.getMetadata();
    String extension = metadata.getOrDefault(EXTENSION, "");
    if (extension.equals("arrow.opaque")) {
      String type = metadata.getOrDefault(EXTENSION_METADATA, "");
      if (type.contains("\"hugeint\"")) {
        return Order.WIDE_SIGNED;
      }
      if (type.contains("\"uhugeint\"")) {
        return Order.WIDE_UNSIGNED;
      }
      throw notMergeable(field);
    }
    if (extension.equals("arrow.uuid")) {
      return Order.BYTES;
    }
    ArrowType type = vector.getField().getType();
    if (vector instanceof BitVector) {
      return Order.BIT;
    }
    if (type instanceof ArrowType.Int integer) {
      return integer.getIsSigned() ? Order.SIGNED : Order.UNSIGNED;
    }
    if (type instanceof ArrowType.FloatingPoint) {
      return Order.FLOAT;
    }
    if (type instanceof ArrowType.Decimal decimal && decimal.getBitWidth() == 128) {
      return Order.WIDE_SIGNED;
    }
    if (type instanceof ArrowType.Date
        || type instanceof ArrowType.Time
        || type instanceof ArrowType.Timestamp) {
      return Order.SIGNED;
    }
    if (vector instanceof BaseVariableWidthVector) {
      return Order.BYTES;
    }
    throw notMergeable(field);
  }

  private static SkeinException notMergeable(Field field) {
    return new SkeinException(
        Kind.INTERNAL,
        "Sorted rows cannot be merged by the column " + field + "; sort them in one");
  }

  /** Compares a value of this column with one of the same key in another stream. */
  int compare(int row, KeyColumn other, int otherRow) {
    boolean isNull = vector.isNull(row);
    boolean otherIsNull = other.vector.isNull(otherRow);
    if (isNull || otherIsNull) {
      return isNull == otherIsNull ? 0 : isNull == nullsFirst ? -1 : 1;
    }
    int result = compareValues(row, other, otherRow);
    return descending ? -result : result;
  }

  private int compareValues(int row, KeyColumn other, int otherRow) {
    return switch (order) {
      case SIGNED -> Long.compare(number(row), other.number(otherRow));
      case UNSIGNED -> Long.compareUnsigned(number(row), other.number(otherRow));
      case FLOAT -> Double.compare(floating(row), other.floating(otherRow));
      case BIT -> Integer.compare(bit(row), other.bit(otherRow));
      case WIDE_SIGNED -> {
        int high = Long.compare(half(row, 1), other.half(otherRow, 1));
        yield high != 0 ? high : Long.compareUnsigned(half(row, 0), other.half(otherRow, 0));
      }
      case WIDE_UNSIGNED -> {
        int high = Long.compareUnsigned(half(row, 1), other.half(otherRow, 1));
        yield high != 0 ? high : Long.compareUnsigned(half(row, 0), other.half(otherRow, 0));
      }
      case BYTES ->
          Integer.signum(
              ByteFunctionHelpers.compare(
                  vector.getDataBuffer(),
                  start(row),
                  start(row + 1),
                  other.vector.getDataBuffer(),
                  other.start(otherRow),
                  other.start(otherRow + 1)));
    };
  }

  private long number(int row) {
    ArrowBuf data = vector.getDataBuffer();
    boolean signed = order == Order.SIGNED;
    return switch (width) {
      case 1 -> signed ? data.getByte(row) : data.getByte(row) & 0xffL;
      case 2 -> signed ? data.getShort(2L * row) : data.getShort(2L * row) & 0xffffL;
      case 4 -> signed ? data.getInt(4L * row) : data.getInt(4L * row) & 0xffff_ffffL;
      default -> data.getLong(8L * row);
    };
  }

  private double floating(int row) {
    ArrowBuf data = vector.getDataBuffer();
    double value = width == 4 ? data.getFloat(4L * row) : data.getDouble(8L * row);
    return value + 0.0; // Double.compare tells -0.0 from 0.0, and the sum is 0.0 for both
  }

  private int bit(int row) {
    return ((BitVector) vector).get(row);
  }

  private long half(int row, int which) {
    return vector.getDataBuffer().getLong(16L * row + 8L * which);
  }

  private int start(int row) {
    return vector instanceof BaseVariableWidthVector
        ? vector.getOffsetBuffer().getInt(4L * row)
        : width * row;
  }
}
