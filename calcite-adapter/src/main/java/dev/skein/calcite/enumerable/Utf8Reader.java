package dev.skein.calcite.enumerable;

import java.nio.charset.StandardCharsets;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.VarCharVector;

/** Makes Strings of a text vector through one reused array, half the copies of Arrow's own. */
final class Utf8Reader {
  private final VarCharVector vector;
  private byte[] scratch = new byte[64];

  Utf8Reader(VarCharVector vector) {
    this.vector = vector;
  }

  String read(int row) {
    ArrowBuf offsets = vector.getOffsetBuffer();
    int start = offsets.getInt((long) row * VarCharVector.OFFSET_WIDTH);
    int length = offsets.getInt((row + 1L) * VarCharVector.OFFSET_WIDTH) - start;
    if (length == 0) {
      return "";
    }
    if (scratch.length < length) {
      scratch = new byte[Math.max(length, scratch.length * 2)];
    }
    vector.getDataBuffer().getBytes(start, scratch, 0, length);
    return new String(scratch, 0, length, StandardCharsets.UTF_8);
  }
}
