package dev.skein.runtime.combine;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Appends runs of rows to vectors, as blocks of memory where the type allows it. */
final class RowCopier {
  private RowCopier() {}

  /** Makes room for so many rows; the sizes of texts and lists are found out as they come. */
  static void allocate(VectorSchemaRoot target, int rows) {
    for (FieldVector vector : target.getFieldVectors()) {
      vector.setInitialCapacity(rows);
      vector.allocateNew();
    }
  }

  /** Copies rows behind those that the target has. */
  static void append(
      VectorSchemaRoot source, int from, int count, VectorSchemaRoot target, int at) {
    for (int i = 0; i < source.getFieldVectors().size(); i++) {
      append(source.getVector(i), from, count, target.getVector(i), at);
    }
  }

  private static void append(FieldVector in, int from, int count, FieldVector out, int at) {
    if (in instanceof BaseFixedWidthVector fixed && !(in instanceof BitVector)) {
      appendFixed(fixed, from, count, (BaseFixedWidthVector) out, at);
    } else if (in instanceof BaseVariableWidthVector variable) {
      appendVariable(variable, from, count, (BaseVariableWidthVector) out, at);
    } else {
      for (int row = 0; row < count; row++) {
        out.copyFromSafe(from + row, at + row, in);
      }
    }
  }

  /** How many bytes of text there are in the rows of a target. */
  static long bytes(VectorSchemaRoot target, int rows) {
    long bytes = 0;
    if (rows > 0) {
      for (FieldVector vector : target.getFieldVectors()) {
        if (vector instanceof BaseVariableWidthVector) {
          bytes += vector.getOffsetBuffer().getInt(4L * rows);
        }
      }
    }
    return bytes;
  }

  private static void appendFixed(
      BaseFixedWidthVector in, int from, int count, BaseFixedWidthVector out, int at) {
    long width = in.getTypeWidth();
    while (out.getValueCapacity() < at + count) {
      out.reAlloc();
    }
    out.getDataBuffer().setBytes(at * width, in.getDataBuffer(), from * width, count * width);
    copyValidity(in, from, count, out, at);
  }

  private static void appendVariable(
      BaseVariableWidthVector in, int from, int count, BaseVariableWidthVector out, int at) {
    while (out.getValueCapacity() < at + count) {
      out.reallocValidityAndOffsetBuffers();
    }
    ArrowBuf inOffsets = in.getOffsetBuffer();
    int inStart = inOffsets.getInt(4L * from);
    int bytes = inOffsets.getInt(4L * (from + count)) - inStart;
    int outStart = at == 0 ? 0 : out.getOffsetBuffer().getInt(4L * at);
    long end = Math.addExact(outStart, bytes);
    if (out.getDataBuffer().capacity() < end) {
      out.reallocDataBuffer(Math.max(end, 2 * out.getDataBuffer().capacity()));
    }
    ArrowBuf outOffsets = out.getOffsetBuffer();
    for (int row = 1; row <= count; row++) {
      outOffsets.setInt(4L * (at + row), outStart + inOffsets.getInt(4L * (from + row)) - inStart);
    }
    out.getDataBuffer().setBytes(outStart, in.getDataBuffer(), inStart, bytes);
    out.setLastSet(at + count - 1);
    copyValidity(in, from, count, out, at);
  }

  private static void copyValidity(FieldVector in, int from, int count, FieldVector out, int at) {
    ArrowBuf validity = out.getValidityBuffer();
    for (int row = 0; row < count; row++) {
      if (!in.isNull(from + row)) {
        BitVectorHelper.setBit(validity, at + row);
      }
    }
  }
}
