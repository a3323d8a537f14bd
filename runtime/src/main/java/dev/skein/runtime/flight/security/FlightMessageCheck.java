package dev.skein.runtime.flight.security;

import com.google.flatbuffers.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Checks the messages of one stream of batches before Flight unpacks them: a schema, then batches
 * that have what the schema says, as {@link BatchBodyCheck} finds.
 *
 * <p>Flight's own unpacking (19.0.0, {@code ArrowMessage.frame}) believes every length it reads: it
 * allocates what a length says before it looks whether so much was sent, keeps the buffers of a
 * message that turns out to be malformed, and waits for ever for a schema that never comes. So
 * nothing reaches it that it cannot digest.
 */
public final class FlightMessageCheck {
  private static final int DESCRIPTOR = 1;
  private static final int HEADER = 2;
  private static final int BODY = 1_000;
  private static final int LENGTH_DELIMITED = 2;

  private static final int MAX_DESCRIPTOR_BYTES = 64 << 10;
  private static final int MAX_HEADER_BYTES = 8 << 20;
  private static final int STRUCT_BYTES = 16;

  private @Nullable List<ColumnLayout> schema;
  private boolean hasDescriptor;

  /** Whether the first message said what the stream is. */
  public boolean hasDescriptor() {
    return hasDescriptor;
  }

  /** Whether the schema has come, without which nobody can read the stream. */
  public boolean hasSchema() {
    return schema != null;
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
    Message header = null;
    int headerBytes = 0;
    boolean body = false;
    while (message.available() > 0) {
      long tag = readVarint(message);
      long size = readVarint(message);
      if (tag % 8 != LENGTH_DELIMITED || size > message.available() || body) {
        throw new MalformedMessageException("a part is longer than its message, or out of place");
      }
      int field = (int) (tag / 8);
      if (field == DESCRIPTOR && !hasDescriptor && !hasSchema() && size <= MAX_DESCRIPTOR_BYTES) {
        hasDescriptor = true;
        message.skipNBytes(size);
      } else if (field == HEADER && header == null && size <= MAX_HEADER_BYTES) {
        headerBytes = (int) size;
        header = Message.getRootAsMessage(ByteBuffer.wrap(message.readNBytes(headerBytes)));
      } else if (field == BODY && header != null) {
        body = true;
        checkBatch(header, headerBytes, message, size);
      } else {
        throw new MalformedMessageException("a message has a part too many");
      }
    }
    if (header == null) {
      throw new MalformedMessageException("a message has no header");
    }
    if (header.headerType() == MessageHeader.Schema && !body && schema == null) {
      schema = ColumnLayout.of(part(header, new Schema()), headerBytes);
    } else if (!body) {
      checkBatch(header, headerBytes, InputStream.nullInputStream(), 0);
    }
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

  private void checkBatch(Message header, int headerBytes, InputStream body, long bodyBytes)
      throws IOException {
    List<ColumnLayout> columns = schema;
    if (columns == null
        || header.headerType() != MessageHeader.RecordBatch
        || header.version() != MetadataVersion.V5) {
      throw new MalformedMessageException("a message is neither the schema nor a batch after it");
    }
    RecordBatch batch = part(header, new RecordBatch());
    if (batch.compression() != null || batch.variadicBufferCountsLength() != 0) {
      throw new MalformedMessageException("a batch is compressed or has views");
    }
    checkCount(batch.nodesLength(), headerBytes / STRUCT_BYTES);
    checkCount(batch.buffersLength(), headerBytes / STRUCT_BYTES);
    BatchBodyCheck.check(columns, batch, body, bodyBytes);
  }

  /** Reads the part of a header into an object, as flatbuffers do. */
  private static <T extends Table> T part(Message header, T empty) {
    if (header.header(empty) == null) {
      throw new MalformedMessageException("a header is empty");
    }
    return empty;
  }

  private static void checkCount(int count, int most) {
    if (count < 0 || count > most) {
      throw new MalformedMessageException("a header counts more parts than it has room for");
    }
  }
}
