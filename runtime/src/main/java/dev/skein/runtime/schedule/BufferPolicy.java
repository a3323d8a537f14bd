package dev.skein.runtime.schedule;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How much of the rows may wait in the coordinator for their reader.
 *
 * @param readAheadBytes how many bytes the tasks of a stage may be ahead of the reader
 * @param heldBytes how many bytes of memory may hold rows of remote attempts that have not
 *     finished, over all queries; beyond that they go to disk
 * @param spilledBytes how many bytes may be on disk, over all queries
 * @param spillDirectory where a private directory for them is made; empty for the system's
 *     directory for temporary files
 */
public record BufferPolicy(
    long readAheadBytes, long heldBytes, long spilledBytes, Optional<Path> spillDirectory) {
  private static final long MEGABYTE = 1L << 20;

  /** In proportion to the heap, which is what the user sized the process with. */
  public static BufferPolicy forHeap(long maxHeap) {
    return new BufferPolicy(
        Math.min(64 * MEGABYTE, Math.max(4 * MEGABYTE, maxHeap / 16)),
        Math.min(1024 * MEGABYTE, Math.max(16 * MEGABYTE, maxHeap / 4)),
        64L << 30,
        Optional.empty());
  }

  public BufferPolicy withSpillDirectory(Optional<Path> directory) {
    return new BufferPolicy(readAheadBytes, heldBytes, spilledBytes, directory);
  }
}
