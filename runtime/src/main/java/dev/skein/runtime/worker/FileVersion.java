package dev.skein.runtime.worker;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.skein.runtime.task.SkeinException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Names the state of a database file, equal on every machine that holds a copy of it.
 *
 * <p>A DuckDB file begins with three 4,096-byte blocks: the main header and two database headers,
 * of which each checkpoint rewrites one with a higher iteration count and a checksum. So the hash
 * of these blocks and the sizes of the file and its write-ahead log change with every commit.
 * Modification times do not go in: copies of one file differ in them.
 */
public final class FileVersion {
  private static final int HEADER_BYTES = 3 * 4096;

  private FileVersion() {}

  /**
   * Reads the version of a file.
   *
   * @throws SkeinException of kind USER if the file cannot be read
   */
  public static String of(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate((int) Math.min(HEADER_BYTES, channel.size()));
      while (header.hasRemaining() && channel.read(header) >= 0) {
        // FileChannel may read less than asked for
      }
      header.flip();
      Path wal = file.resolveSibling(file.getFileName() + ".wal");
      Hasher hasher = Hashing.sha256().newHasher().putLong(channel.size());
      hasher.putLong(Files.exists(wal) ? Files.size(wal) : 0).putBytes(header);
      return hasher.hash().toString().substring(0, 32);
    } catch (IOException e) {
      throw new SkeinException(
          SkeinException.Kind.USER,
          "Cannot read the database file " + file + ": " + e.getMessage(),
          e);
    }
  }
}
