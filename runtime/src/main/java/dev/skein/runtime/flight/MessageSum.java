package dev.skein.runtime.flight;

import io.grpc.Drainable;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A checksum over all messages that go one way in a call, their lengths and their number. Used by
 * one thread at a time; that may be another one for each message.
 */
final class MessageSum {
  private static final int BUFFER = 64 << 10;

  private final CRC32C crc = new CRC32C();
  private long messages;
  private long bytes;

  /** Adds a message that has come, and leaves the stream where it was. */
  synchronized void add(InputStream message) throws IOException {
    message.mark(Integer.MAX_VALUE);
    long length = 0;
    if (message instanceof HasByteBuffer buffers && buffers.byteBufferSupported()) {
      while (message.available() > 0) {
        ByteBuffer buffer = buffers.getByteBuffer();
        int count = buffer == null ? 0 : buffer.remaining();
        if (buffer == null || count == 0) {
          break;
        }
        crc.update(buffer);
        message.skipNBytes(count);
        length += count;
      }
    }
    byte[] buffer = new byte[Math.min(BUFFER, Math.max(1, message.available()))];
    for (int count = message.read(buffer); count > 0; count = message.read(buffer)) {
      crc.update(buffer, 0, count);
      length += count;
    }
    message.reset();
    end(length);
  }

  /** A message on its way out, which is added while it is sent. */
  InputStream passing(InputStream message) {
    return new Passing(message);
  }

  private synchronized void update(byte[] buffer, int offset, int count) {
    crc.update(buffer, offset, count);
  }

  /** Without the lengths, a byte could move from one message to the next. */
  private synchronized void end(long length) {
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      crc.update((int) (length >>> shift) & 0xff);
    }
    messages++;
    bytes += length;
  }

  @Override
  public synchronized String toString() {
    return messages + "." + bytes + "." + Long.toHexString(crc.getValue());
  }

  /** gRPC drains it once, from its beginning to its end. */
  private final class Passing extends FilterInputStream implements Drainable, KnownLength {
    private long length;
    private boolean ended;

    Passing(InputStream message) {
      super(message);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      byte[] buffer = new byte[Math.min(BUFFER, Math.max(1, available()))];
      int drained = 0;
      for (int count = read(buffer); count > 0; count = read(buffer)) {
        target.write(buffer, 0, count);
        drained += count;
      }
      return drained;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int most) throws IOException {
      int count = super.read(buffer, offset, most);
      if (count > 0) {
        update(buffer, offset, count);
        length += count;
      } else if (most > 0 && !ended) {
        ended = true;
        end(length);
      }
      return count;
    }

    @Override
    public long skip(long count) throws IOException {
      throw new IOException("A message is sent as a whole");
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
