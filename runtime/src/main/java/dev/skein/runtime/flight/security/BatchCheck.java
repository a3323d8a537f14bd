package dev.skein.runtime.flight.security;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.NonNullableStructVector;
import org.apache.arrow.vector.complex.UnionVector;

/**
 * Checks that a batch from another process points nowhere but into itself. DuckDB reads batches
 * through bare pointers and believes lengths and offsets, so a wrong one would read, or return,
 * memory that is not the batch's.
 *
 * <p>Arrow's own {@code validateFull} (19.0.0) lets a negative first offset pass, and looks at each
 * character of each string besides.
 */
public final class BatchCheck {
  private BatchCheck() {}

  /**
   * Checks a loaded batch.
   *
   * @throws MalformedMessageException naming the column
   */
  public static void check(VectorSchemaRoot batch) {
    for (FieldVector column : batch.getFieldVectors()) {
      if (column.getValueCount() != batch.getRowCount()) {
        throw malformed(column, "has another number of rows than its batch");
      }
      check(column);
    }
  }

  private static void check(ValueVector vector) {
    int rows = vector.getValueCount();
    if (vector instanceof ExtensionTypeVector<?> extension) {
      check(extension.getUnderlyingVector());
    } else if (vector instanceof BaseFixedWidthVector fixed) {
      checkValidity(fixed);
      long bits = fixed instanceof BitVector ? 1 : fixed.getTypeWidth() * 8L;
      checkRoom(fixed, fixed.getDataBuffer(), (bits * rows + 7) / 8);
    } else if (vector instanceof BaseVariableWidthVector text) {
      checkValidity(text);
      checkRoom(text, text.getDataBuffer(), lastOffset(text, rows));
    } else if (vector instanceof BaseLargeVariableWidthVector text) {
      checkValidity(text);
      checkRoom(text, text.getDataBuffer(), lastLargeOffset(text, rows));
    } else if (vector instanceof ListVector list) {
      checkValidity(list);
      checkChild(list, list.getDataVector(), lastOffset(list, rows));
    } else if (vector instanceof LargeListVector list) {
      checkValidity(list);
      checkChild(list, list.getDataVector(), lastLargeOffset(list, rows));
    } else if (vector instanceof FixedSizeListVector array) {
      checkValidity(array);
      checkChild(array, array.getDataVector(), (long) rows * array.getListSize());
    } else if (vector instanceof NonNullableStructVector struct) {
      checkValidity(struct);
      struct.getChildrenFromFields().forEach(child -> checkChild(struct, child, rows));
    } else if (vector instanceof UnionVector union) {
      checkUnion(union, rows);
    } else if (vector instanceof DenseUnionVector union) {
      checkDenseUnion(union, rows);
    } else if (!(vector instanceof NullVector)) {
      throw malformed(vector, "is of a type that no worker sends");
    }
  }

  private static void checkValidity(ValueVector vector) {
    checkRoom(vector, vector.getValidityBuffer(), (vector.getValueCount() + 7L) / 8);
  }

  private static void checkRoom(ValueVector vector, ArrowBuf buffer, long bytes) {
    if (buffer.capacity() < bytes) {
      throw malformed(vector, "has a buffer of " + buffer.capacity() + " bytes, not " + bytes);
    }
  }

  private static void checkChild(ValueVector parent, ValueVector child, long rows) {
    if (child.getValueCount() < rows) {
      throw malformed(parent, "has fewer elements than it counts");
    }
    check(child);
  }

  /** The end of the last value; the offsets never fall, so it is the largest. */
  private static long lastOffset(ValueVector vector, int rows) {
    if (rows == 0) {
      return 0;
    }
    ArrowBuf offsets = vector.getOffsetBuffer();
    checkRoom(vector, offsets, (rows + 1L) * Integer.BYTES);
    int last = 0;
    boolean falls = false;
    for (long i = 0; i <= rows; i++) {
      int next = offsets.getInt(i * Integer.BYTES);
      falls |= next < last;
      last = next;
    }
    if (falls) {
      throw malformed(vector, "has offsets that fall");
    }
    return last;
  }

  private static long lastLargeOffset(ValueVector vector, int rows) {
    if (rows == 0) {
      return 0;
    }
    ArrowBuf offsets = vector.getOffsetBuffer();
    checkRoom(vector, offsets, (rows + 1L) * Long.BYTES);
    long last = 0;
    boolean falls = false;
    for (long i = 0; i <= rows; i++) {
      long next = offsets.getLong(i * Long.BYTES);
      falls |= next < last;
      last = next;
    }
    if (falls) {
      throw malformed(vector, "has offsets that fall");
    }
    return last;
  }

  private static void checkUnion(UnionVector union, int rows) {
    checkRoom(union, union.getTypeBuffer(), rows);
    int members = union.getChildrenFromFields().size();
    for (int i = 0; i < rows; i++) {
      byte type = union.getTypeBuffer().getByte(i);
      if (type < 0 || type >= members) {
        throw malformed(union, "has a value of a type it does not have");
      }
    }
    union.getChildrenFromFields().forEach(child -> checkChild(union, child, rows));
  }

  private static void checkDenseUnion(DenseUnionVector union, int rows) {
    checkRoom(union, union.getTypeBuffer(), rows);
    checkRoom(union, union.getOffsetBuffer(), (long) rows * Integer.BYTES);
    union.getChildrenFromFields().forEach(BatchCheck::check);
    for (int i = 0; i < rows; i++) {
      byte type = union.getTypeBuffer().getByte(i);
      ValueVector member = type < 0 ? null : union.getVectorByType(type);
      int offset = union.getOffsetBuffer().getInt((long) i * Integer.BYTES);
      if (member == null || offset < 0 || offset >= member.getValueCount()) {
        throw malformed(union, "has a value that points nowhere");
      }
    }
  }

  private static MalformedMessageException malformed(ValueVector vector, String how) {
    return new MalformedMessageException("the column " + vector.getName() + " " + how);
  }
}
