package dev.skein.runtime.flight.security;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;

/**
 * Checks the messages of one stream of batches before Flight unpacks them: a schema, then batches
 * whose parts lie inside the message.
 *
 * <p>Flight's own unpacking (19.0.0, {@code ArrowMessage.frame}) believes every length it reads: it
 * allocates what a length says before it looks whether so much was sent, keeps the buffers of a
 * message that turns out to be malformed, and waits for ever for a schema that never comes. So
 * nothing reaches it that it cannot digest. What the buffers hold is left to {@link BatchCheck}.
 */
public final class FlightMessageCheck {
  private static final int DESCRIPTOR = 1;
  private static final int HEADER = 2;
  private static final int BODY = 1_000;
  private static final int LENGTH_DELIMITED = 2;

  private static final int MAX_DESCRIPTOR_BYTES = 64 << 10;
  private static final int MAX_HEADER_BYTES = 8 << 20;
  private static final int MAX_FIELDS = 100_000;
  private static final int MAX_DEPTH = 64;
  private static final int STRUCT_BYTES = 16;
  private static final int ALIGNMENT = 8;

  private boolean hasSchema;
  private boolean hasDescriptor;

  /** Whether the first message said what the stream is. */
  public boolean hasDescriptor() {
    return hasDescriptor;
  }

  /** Whether the schema has come, without which nobody can read the stream. */
  public boolean hasSchema() {
    return hasSchema;
  }

  /**
   * Checks the next message and leaves the stream where it was.
   *
   * @throws MalformedMessageException if it is not as it should be
   */
  public void check(InputStream message) {
    if (!message.markSupported()) {
      throw new MalformedMessageException("a message is compressed");
    }
    try {
      message.mark(Integer.MAX_VALUE);
      checkFields(message);
      message.reset();
    } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new MalformedMessageException("a message ends before its parts do", e);
    }
  }

  private void checkFields(InputStream message) throws IOException {
    byte[] header = null;
    long body = -1;
    while (message.available() > 0) {
      long tag = readVarint(message);
      if (tag % 8 != LENGTH_DELIMITED) {
        throw new MalformedMessageException("a message has a field of another kind");
      }
      long size = readVarint(message);
      if (size > message.available()) {
        throw new MalformedMessageException("a part is longer than its message");
      }
      int field = (int) (tag / 8);
      if (field == DESCRIPTOR && !hasDescriptor && !hasSchema && size <= MAX_DESCRIPTOR_BYTES) {
        hasDescriptor = true;
        message.skipNBytes(size);
      } else if (field == HEADER && header == null && size <= MAX_HEADER_BYTES) {
        header = message.readNBytes((int) size);
      } else if (field == BODY && body < 0) {
        body = size;
        message.skipNBytes(size);
      } else {
        throw new MalformedMessageException("a message has a part too many");
      }
    }
    if (header == null) {
      throw new MalformedMessageException("a message has no header");
    }
    checkHeader(header, Math.max(0, body));
  }

  private static long readVarint(InputStream in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      value |= (long) (next & 0x7f) << shift;
      if ((next & 0x80) == 0) {
        return value;
      }
    }
    throw new MalformedMessageException("a number is cut off or too long");
  }

  private void checkHeader(byte[] header, long body) {
    Message message = Message.getRootAsMessage(ByteBuffer.wrap(header));
    if (message.headerType() == MessageHeader.Schema && !hasSchema && body == 0) {
      checkSchema((Schema) present(message.header(new Schema())), header.length);
      hasSchema = true;
    } else if (message.headerType() == MessageHeader.RecordBatch && hasSchema) {
      checkBatch((RecordBatch) present(message.header(new RecordBatch())), header.length, body);
    } else {
      throw new MalformedMessageException("a message is neither the schema nor a batch after it");
    }
  }

  private static <T> T present(@org.jspecify.annotations.Nullable T part) {
    if (part == null) {
      throw new MalformedMessageException("a header is empty");
    }
    return part;
  }

  private static void checkSchema(Schema schema, int headerBytes) {
    int[] fields = {0};
    checkCount(schema.fieldsLength(), headerBytes);
    for (int i = 0; i < schema.fieldsLength(); i++) {
      checkField(schema.fields(i), fields, 0, headerBytes);
    }
  }

  /** Offsets in a schema may lead back to where they came from, so depth and number are counted. */
  private static void checkField(Field field, int[] fields, int depth, int headerBytes) {
    if (++fields[0] > MAX_FIELDS || depth > MAX_DEPTH) {
      throw new MalformedMessageException("a schema has too many fields");
    }
    if (field.dictionary() != null) {
      throw new MalformedMessageException("a column is dictionary-encoded");
    }
    checkCount(field.customMetadataLength(), headerBytes);
    checkCount(field.childrenLength(), headerBytes);
    for (int i = 0; i < field.childrenLength(); i++) {
      checkField(field.children(i), fields, depth + 1, headerBytes);
    }
  }

  private static void checkBatch(RecordBatch batch, int headerBytes, long body) {
    checkCount(batch.nodesLength(), headerBytes / STRUCT_BYTES);
    checkCount(batch.buffersLength(), headerBytes / STRUCT_BYTES);
    if (batch.compression() != null || batch.variadicBufferCountsLength() != 0) {
      throw new MalformedMessageException("a batch is compressed or has views");
    }
    // Even a bit vector needs a byte for eight rows; only what has no buffers at all needs none.
    long mostRows = Math.max(batch.length(), Math.min(body * 8, Integer.MAX_VALUE));
    if (batch.length() < 0 || mostRows > Integer.MAX_VALUE) {
      throw new MalformedMessageException("a batch has " + batch.length() + " rows");
    }
    for (int i = 0; i < batch.nodesLength(); i++) {
      FieldNode node = batch.nodes(i);
      if (node.length() < 0
          || node.length() > mostRows
          || node.nullCount() < 0
          || node.nullCount() > node.length()) {
        throw new MalformedMessageException("a column has an impossible number of rows");
      }
    }
    for (int i = 0; i < batch.buffersLength(); i++) {
      Buffer buffer = batch.buffers(i);
      if (buffer.offset() < 0
          || buffer.length() < 0
          || buffer.offset() > body
          || buffer.length() > body - buffer.offset()
          || buffer.offset() % ALIGNMENT != 0) {
        throw new MalformedMessageException("a buffer lies outside its message");
      }
    }
  }

  private static void checkCount(int count, int most) {
    if (count < 0 || count > most) {
      throw new MalformedMessageException("a header counts more parts than it has room for");
    }
  }
}
