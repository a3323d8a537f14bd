package dev.skein.runtime.worker;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Names the state of a Parquet file, equal on every machine that holds a copy of it: a hash of its
 * size and of its footer, which has the places, sizes and statistics of all that the file contains.
 * The footer is read once; as long as the file system tells nothing new of the file, it is taken
 * for the same.
 */
public final class ParquetVersion {
  /** The length of the footer and the letters PAR1. */
  private static final int TAIL = 8;

  /** A longer footer is hashed at its end. */
  private static final int LONGEST_FOOTER = 16 << 20;

  private static final Cache<Path, Known> KNOWN =
      CacheBuilder.newBuilder().maximumSize(100_000).build();

  /** What the file system says of a file, and what was read of it then. */
  private record Known(Attributes attributes, String version) {}

  private record Attributes(long size, long modifiedNanos, @Nullable Object key) {
    static Attributes of(Path file) throws IOException {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Attributes(
          now.size(),
          now.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
          now.fileKey());
    }
  }

  private ParquetVersion() {}

  /** Reads the version of a file. */
  public static String of(Path file) throws IOException {
    Attributes now = Attributes.of(file);
    Known known = KNOWN.getIfPresent(file);
    if (known == null || !known.attributes().equals(now)) {
      known = new Known(now, read(file));
      KNOWN.put(file, known);
    }
    return known.version();
  }

  private static String read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      Hasher hasher = Hashing.sha256().newHasher().putLong(size);
      if (size >= TAIL) {
        ByteBuffer tail = read(channel, size - TAIL, TAIL);
        long footer = Integer.toUnsignedLong(tail.order(ByteOrder.LITTLE_ENDIAN).getInt(0));
        int length = (int) Math.min(Math.min(footer + TAIL, size), LONGEST_FOOTER);
        hasher.putBytes(read(channel, size - length, length));
      }
      return hasher.hash().toString().substring(0, 32);
    }
  }

  private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      // FileChannel may read less than asked for
    }
    return bytes.flip();
  }
}
