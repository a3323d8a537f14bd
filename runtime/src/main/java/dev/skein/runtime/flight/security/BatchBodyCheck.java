package dev.skein.runtime.flight.security;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;

/**
 * Checks one batch against its schema while it is still bytes in a stream: that each column has the
 * buffers it needs and that each offset points into what follows.
 *
 * <p>This must come before Arrow loads the batch: it makes a list's elements as many as the list's
 * last offset says (19.0.0, {@code ListVector.setValueCount}), so that one wrong byte of a message
 * costs gigabytes. DuckDB later reads all of it through bare pointers. Buffers follow one another
 * in the body, so one pass that skips what need not be read is enough.
 */
final class BatchBodyCheck {
  private static final int ALIGNMENT = 8;
  private static final int CHUNK_BYTES = 8_192;

  /** How many rows may come without a byte for eight of them, as NULLs without a type do. */
  private static final long BARE_ROWS = 1 << 17;

  private final RecordBatch batch;
  private final InputStream body;
  private final long bodyBytes;
  private final long mostRows;
  private int node;
  private int buffer;
  private long position;

  private BatchBodyCheck(RecordBatch batch, InputStream body, long bodyBytes) {
    this.batch = batch;
    this.body = body;
    this.bodyBytes = bodyBytes;
    this.mostRows = Math.min(Math.max(bodyBytes * 8, BARE_ROWS), Integer.MAX_VALUE);
  }

  /**
   * Reads a body to its end.
   *
   * @throws MalformedMessageException if it is not what the batch and the schema say
   */
  static void check(List<ColumnLayout> columns, RecordBatch batch, InputStream body, long bodyBytes)
      throws IOException {
    new BatchBodyCheck(batch, body, bodyBytes).check(columns);
  }

  private void check(List<ColumnLayout> columns) throws IOException {
    long rows = batch.length();
    if (rows < 0 || rows > mostRows) {
      throw new MalformedMessageException("a batch has " + rows + " rows");
    }
    for (ColumnLayout column : columns) {
      if (check(column) != rows) {
        throw new MalformedMessageException("a column has another number of rows than its batch");
      }
    }
    if (node != batch.nodesLength() || buffer != batch.buffersLength()) {
      throw new MalformedMessageException("a batch has more parts than its schema");
    }
    body.skipNBytes(bodyBytes - position);
  }

  /** Checks a column and all below it, and returns how many values it has. */
  private long check(ColumnLayout column) throws IOException {
    if (node >= batch.nodesLength()) {
      throw new MalformedMessageException("a batch has fewer parts than its schema");
    }
    FieldNode counts = batch.nodes(node++);
    long rows = counts.length();
    if (rows < 0 || rows > mostRows || counts.nullCount() < 0 || counts.nullCount() > rows) {
      throw new MalformedMessageException("a column has an impossible number of rows");
    }
    switch (column.shape()) {
      case NOTHING -> {}
      case FIXED -> {
        validity(rows, counts.nullCount());
        room((rows * column.width() + 7) / 8);
      }
      case TEXT -> {
        validity(rows, counts.nullCount());
        room(lastOffset(rows, column.width()));
      }
      case LIST -> {
        validity(rows, counts.nullCount());
        long elements = lastOffset(rows, column.width());
        atLeast(elements, check(column.children().get(0)));
      }
      case ARRAY -> {
        validity(rows, counts.nullCount());
        atLeast(rows * column.width(), check(column.children().get(0)));
      }
      case STRUCT -> {
        validity(rows, counts.nullCount());
        members(column, rows);
      }
      case UNION -> {
        types(rows, column.children().size());
        members(column, rows);
      }
    }
    return rows;
  }

  private void members(ColumnLayout column, long rows) throws IOException {
    for (ColumnLayout member : column.children()) {
      if (check(member) != rows) {
        throw new MalformedMessageException("a part of a value has another number of rows");
      }
    }
  }

  private static void atLeast(long needed, long present) {
    if (present < needed) {
      throw new MalformedMessageException("a list has fewer elements than it counts");
    }
  }

  /** Where nothing is NULL, Arrow makes this buffer itself. */
  private void validity(long rows, long nulls) {
    Buffer bits = next();
    if (bits.length() < (rows + 7) / 8 && (nulls != 0 || bits.length() != 0)) {
      throw tooShort();
    }
  }

  private void room(long bytes) {
    if (next().length() < bytes) {
      throw tooShort();
    }
  }

  private static MalformedMessageException tooShort() {
    return new MalformedMessageException("a buffer is shorter than its column");
  }

  /** The end of the last value; the offsets never fall, so it is the largest. */
  private long lastOffset(long rows, int width) throws IOException {
    Buffer offsets = next();
    if (rows == 0) {
      return 0;
    }
    if (offsets.length() < (rows + 1) * width) {
      throw tooShort();
    }
    seek(offsets);
    byte[] chunk = new byte[CHUNK_BYTES];
    long last = 0;
    for (long left = (rows + 1) * width; left > 0; left -= chunk.length) {
      int count = (int) Math.min(left, chunk.length);
      read(chunk, count);
      for (int i = 0; i < count; i += width) {
        long offset = littleEndian(chunk, i, width);
        if (offset < last) {
          throw new MalformedMessageException("the offsets of a column fall");
        }
        last = offset;
      }
    }
    return last;
  }

  private static long littleEndian(byte[] bytes, int at, int width) {
    long value = width == Integer.BYTES ? bytes[at + 3] : bytes[at + 7];
    for (int i = width - 2; i >= 0; i--) {
      value = value << 8 | (bytes[at + i] & 0xff);
    }
    return value;
  }

  private void types(long rows, int members) throws IOException {
    Buffer types = next();
    if (types.length() < rows) {
      throw tooShort();
    }
    seek(types);
    byte[] chunk = new byte[CHUNK_BYTES];
    for (long left = rows; left > 0; left -= chunk.length) {
      int count = (int) Math.min(left, chunk.length);
      read(chunk, count);
      for (int i = 0; i < count; i++) {
        if (chunk[i] < 0 || chunk[i] >= members) {
          throw new MalformedMessageException("a union has a value of no member");
        }
      }
    }
  }

  private Buffer next() {
    if (buffer >= batch.buffersLength()) {
      throw new MalformedMessageException("a batch has fewer parts than its schema");
    }
    Buffer found = batch.buffers(buffer++);
    if (found.offset() < 0
        || found.length() < 0
        || found.offset() > bodyBytes
        || found.length() > bodyBytes - found.offset()
        || found.offset() % ALIGNMENT != 0) {
      throw new MalformedMessageException("a buffer lies outside its message");
    }
    return found;
  }

  private void seek(Buffer target) throws IOException {
    if (target.offset() < position) {
      throw new MalformedMessageException("the buffers of a batch are not in order");
    }
    body.skipNBytes(target.offset() - position);
    position = target.offset();
  }

  private void read(byte[] chunk, int count) throws IOException {
    if (body.readNBytes(chunk, 0, count) != count) {
      throw new MalformedMessageException("a buffer is cut off");
    }
    position += count;
  }
}
