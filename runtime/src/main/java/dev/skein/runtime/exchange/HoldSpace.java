package dev.skein.runtime.exchange;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The memory and disk that all {@link HeldBatches} of a runtime share. Files are in a directory
 * that only this user can enter, and have no name there once they are open, so that nothing of them
 * survives a crash. Thread-safe.
 */
public final class HoldSpace implements AutoCloseable {
  private final BufferAllocator allocator;
  private final long memoryLimit;
  private final long diskLimit;
  private final Optional<Path> parent;
  private final AtomicLong inMemory = new AtomicLong();
  private final AtomicLong onDisk = new AtomicLong();
  private @Nullable Path directory;

  /**
   * @param allocator of what is read back
   * @param parent where the private directory is made, once it is needed; empty for the system's
   *     directory for temporary files
   */
  public HoldSpace(
      BufferAllocator allocator, long memoryLimit, long diskLimit, Optional<Path> parent) {
    this.allocator = allocator;
    this.memoryLimit = memoryLimit;
    this.diskLimit = diskLimit;
    this.parent = parent;
  }

  /** Of batches that outlive the query that made them. */
  public BufferAllocator allocator() {
    return allocator;
  }

  /** Bytes of memory that are taken. */
  public long heldBytes() {
    return inMemory.get();
  }

  /** Bytes of disk that are taken. */
  public long spilledBytes() {
    return onDisk.get();
  }

  /** Takes memory if there is enough left. */
  boolean reserveMemory(long bytes) {
    if (inMemory.addAndGet(bytes) <= memoryLimit) {
      return true;
    }
    inMemory.addAndGet(-bytes);
    return false;
  }

  void freeMemory(long bytes) {
    inMemory.addAndGet(-bytes);
  }

  void reserveDisk(long bytes) {
    if (onDisk.addAndGet(bytes) > diskLimit) {
      onDisk.addAndGet(-bytes);
      throw new SkeinException(
          Kind.OVERLOADED,
          "Rows that wait for their reader would take more than the "
              + diskLimit
              + " bytes of disk they may; read faster, or ask for fewer rows");
    }
  }

  void freeDisk(long bytes) {
    onDisk.addAndGet(-bytes);
  }

  FileChannel newFile() throws IOException {
    Path file = Files.createTempFile(directory(), "held", ".arrow");
    try {
      return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } finally {
      Files.delete(file);
    }
  }

  /** Made again where a system that cleans up found it empty and old. */
  private synchronized Path directory() throws IOException {
    Path known = directory;
    if (known == null || !Files.isDirectory(known)) {
      if (parent.isPresent()) {
        Files.createDirectories(parent.get());
        known = Files.createTempDirectory(parent.get(), "skein-held");
      } else {
        known = Files.createTempDirectory("skein-held");
      }
      directory = known;
    }
    return known;
  }

  static SkeinException noDisk(IOException e) {
    return new SkeinException(
        Kind.OVERLOADED,
        "Rows that wait for their reader do not fit into memory and cannot be put on disk: "
            + e.getMessage()
            + "; make space in the directory for temporary files, or name another",
        e);
  }

  @Override
  public synchronized void close() {
    if (directory != null) {
      try {
        Files.deleteIfExists(directory);
      } catch (IOException e) {
        org.slf4j.LoggerFactory.getLogger(HoldSpace.class).warn("Cannot remove {}", directory, e);
      }
    }
  }
}
