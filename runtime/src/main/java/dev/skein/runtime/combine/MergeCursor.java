package dev.skein.runtime.combine;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.task.SortKey;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/** Where the merge stands in one sorted stream. */
final class MergeCursor implements AutoCloseable {
  final int index;
  final VectorSchemaRoot root;
  int row;
  private final BatchStream stream;
  private final VectorLoader loader;
  private final KeyColumn[] keys;

  /**
   * @param index the place of the stream, which decides between equal rows
   */
  MergeCursor(int index, BatchStream stream, List<SortKey> keys, BufferAllocator allocator) {
    this.index = index;
    this.stream = stream;
    this.root = VectorSchemaRoot.create(stream.schema(), allocator);
    this.loader = new VectorLoader(root);
    this.keys = new KeyColumn[keys.size()];
    for (int i = 0; i < this.keys.length; i++) {
      this.keys[i] = KeyColumn.of(root.getVector(keys.get(i).column()), keys.get(i));
    }
  }

  /** Goes to the first row of the next batch; false at the end of the stream. */
  boolean nextBatch() {
    row = 0;
    do {
      ArrowRecordBatch batch = stream.next();
      if (batch == null) {
        root.clear();
        return false;
      }
      try (batch) {
        loader.load(batch);
      }
    } while (root.getRowCount() == 0);
    return true;
  }

  int rows() {
    return root.getRowCount();
  }

  /** Whether a row of this batch comes before the row at which another stream stands. */
  boolean isBefore(int candidate, MergeCursor other) {
    for (int i = 0; i < keys.length; i++) {
      int order = keys[i].compare(candidate, other.keys[i], other.row);
      if (order != 0) {
        return order < 0;
      }
    }
    return index < other.index;
  }

  /**
   * How many rows from here on come before the row of another stream, at least one of them being
   * known to. Doubles the distance, then halves the interval: few comparisons for long runs as well
   * as short ones.
   */
  int runBefore(MergeCursor other) {
    int known = row;
    int step = 1;
    while (known + step < rows() && isBefore(known + step, other)) {
      known += step;
      step *= 2;
    }
    int end = Math.min(known + step, rows());
    while (known + 1 < end) {
      int middle = (known + end) >>> 1;
      if (isBefore(middle, other)) {
        known = middle;
      } else {
        end = middle;
      }
    }
    return known + 1 - row;
  }

  @Override
  public void close() {
    root.close();
    stream.close();
  }
}
