package dev.skein.runtime.worker;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.skein.runtime.task.SkeinException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names the state of a database file, equal on every machine that holds a copy of it.
 *
 * <p>A DuckDB file begins with three 4,096-byte blocks: the main header and two database headers,
 * of which each checkpoint rewrites one with a higher iteration count and a checksum. So the hash
 * of these blocks and the sizes of the file and its write-ahead log change with every commit.
 * Modification times do not go in: copies of one file differ in them.
 *
 * <p>POSIX drops all locks that a process has on a file when it closes any descriptor of that file,
 * and with DuckDB's lock its protection from writers. So a descriptor that was used to read a
 * header stays open, shared by all who hold a version of that file, until the last one lets go.
 * DuckDB itself closes one when one of several instances of this process closes the file: then the
 * lock is taken again here, for those that stay.
 */
public final class FileVersion implements AutoCloseable {
  private static final int HEADER_BYTES = 3 * 4096;

  /** By what the system calls the file; guarded by the class. */
  private static final Map<Object, OpenFile> OPEN = new HashMap<>();

  private final OpenFile file;
  private final String text;
  private boolean closed;

  /** A descriptor and how many hold it. */
  private static final class OpenFile {
    private final Object key;
    private final FileChannel channel;
    private int users;
    private @Nullable FileLock lock;

    OpenFile(Object key, FileChannel channel) {
      this.key = key;
      this.channel = channel;
    }
  }

  private FileVersion(OpenFile file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * Reads the version of a file.
   *
   * @throws SkeinException of kind USER if the file cannot be read
   */
  public static String of(Path file) {
    try (FileVersion version = hold(file)) {
      return version.text;
    }
  }

  /**
   * Reads the version of a file that DuckDB has open. Closed after DuckDB has closed the file.
   *
   * @throws SkeinException of kind USER if the file cannot be read
   */
  static synchronized FileVersion hold(Path file) {
    Object key = key(file);
    try {
      OpenFile open = OPEN.get(key);
      if (open == null) {
        open = new OpenFile(key, FileChannel.open(file, StandardOpenOption.READ));
        OPEN.put(key, open);
      }
      open.users++;
      try {
        return new FileVersion(open, read(open.channel, file));
      } catch (IOException e) {
        release(open);
        throw e;
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** What the system calls a file; another one at the same path is called otherwise. */
  static Object key(Path file) {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key == null ? file.toRealPath() : key;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static SkeinException unreadable(Path file, IOException e) {
    return new SkeinException(
        SkeinException.Kind.USER,
        "Cannot read the database file " + file + ": " + e.getMessage(),
        e);
  }

  private static String read(FileChannel channel, Path file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate((int) Math.min(HEADER_BYTES, channel.size()));
    while (header.hasRemaining() && channel.read(header, header.position()) >= 0) {
      // FileChannel may read less than asked for
    }
    header.flip();
    Path wal = file.resolveSibling(file.getFileName() + ".wal");
    Hasher hasher = Hashing.sha256().newHasher().putLong(channel.size());
    hasher.putLong(Files.exists(wal) ? Files.size(wal) : 0).putBytes(header);
    return hasher.hash().toString().substring(0, 32);
  }

  String text() {
    return text;
  }

  /** Whether it is the version of the file that has this key. */
  boolean isOf(Object key) {
    return file.key.equals(key);
  }

  @Override
  public void close() {
    synchronized (FileVersion.class) {
      if (!closed) {
        closed = true;
        release(file);
      }
    }
  }

  private static void release(OpenFile file) {
    file.users--;
    try {
      if (file.users > 0) {
        lockAgain(file);
      } else {
        OPEN.remove(file.key);
        file.channel.close();
      }
    } catch (IOException e) {
      org.slf4j.LoggerFactory.getLogger(FileVersion.class).warn("A file is not locked", e);
    }
  }

  /** A shared lock on all of the file is what DuckDB takes for reading (2.0.0). */
  private static void lockAgain(OpenFile file) throws IOException {
    FileLock old = file.lock;
    if (old != null) {
      old.release();
    }
    file.lock = file.channel.tryLock(0, Long.MAX_VALUE, true);
  }
}
