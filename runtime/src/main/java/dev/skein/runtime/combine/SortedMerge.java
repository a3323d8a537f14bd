package dev.skein.runtime.combine;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Merges sorted streams into one that is sorted, in memory for one batch of each. Equal rows keep
 * the order of the streams.
 *
 * <p>A binary heap holds the streams by their next rows. From the first of them as many rows are
 * taken at once as come before the second: streams that hardly overlap, as parts of a table that is
 * stored in about that order, are copied in blocks.
 */
public final class SortedMerge implements BatchStream {
  private static final int BATCH_ROWS = 32_768;

  /** Of texts; a batch may exceed it by one run. */
  private static final long BATCH_BYTES = 64L << 20;

  private final List<BatchStream> streams;
  private final List<SortKey> keys;
  private final BufferAllocator allocator;
  private final List<MergeCursor> cursors = new ArrayList<>();

  /** The cursors that are not at their end; each before those at twice its place. */
  private final List<MergeCursor> heap = new ArrayList<>();

  /** Held by who reads, and by who frees what is read. */
  private final ReentrantLock reading = new ReentrantLock();

  private boolean opened;
  private boolean closed;

  /**
   * @param streams all with the same columns
   * @param allocator of the batches, which may outlive this
   */
  public SortedMerge(
      List<? extends BatchStream> streams, List<SortKey> keys, BufferAllocator allocator) {
    this.streams = List.copyOf(streams);
    this.keys = List.copyOf(keys);
    this.allocator = allocator;
  }

  @Override
  public Schema schema() {
    return streams.get(0).schema();
  }

  @Override
  public void awaitAhead() {
    streams.forEach(BatchStream::awaitAhead);
  }

  @Override
  public @Nullable ArrowRecordBatch next() {
    reading.lock();
    try {
      if (closed) {
        throw new SkeinException(Kind.CANCELLED, "Sorted rows were closed while they were read");
      }
      open();
      return heap.isEmpty() ? null : merge();
    } finally {
      reading.unlock();
    }
  }

  private ArrowRecordBatch merge() {
    try (VectorSchemaRoot target = VectorSchemaRoot.create(schema(), allocator)) {
      RowCopier.allocate(target, BATCH_ROWS);
      int rows = 0;
      while (rows < BATCH_ROWS && !heap.isEmpty() && RowCopier.bytes(target, rows) < BATCH_BYTES) {
        MergeCursor first = heap.get(0);
        int run = heap.size() == 1 ? left(first) : first.runBefore(second());
        run = Math.min(run, BATCH_ROWS - rows);
        RowCopier.append(first.root, first.row, run, target, rows);
        rows += run;
        advance(first, run);
      }
      target.setRowCount(rows);
      return new VectorUnloader(target).getRecordBatch();
    }
  }

  private void open() {
    if (opened) {
      return;
    }
    opened = true;
    checkColumns(schema().getFields());
    for (BatchStream stream : streams) {
      MergeCursor cursor = new MergeCursor(cursors.size(), stream, keys, allocator);
      cursors.add(cursor);
      if (cursor.nextBatch()) {
        heap.add(cursor);
      }
    }
    for (int i = heap.size() / 2 - 1; i >= 0; i--) {
      siftDown(i);
    }
  }

  /** Arrow 19 copies single rows of every type but unions, which it leaves empty. */
  private static void checkColumns(List<Field> fields) {
    for (Field field : fields) {
      if (field.getType() instanceof ArrowType.Union) {
        throw new SkeinException(
            Kind.INTERNAL, "Sorted rows with the column " + field + " cannot be merged");
      }
      checkColumns(field.getChildren());
    }
  }

  private static int left(MergeCursor cursor) {
    return cursor.rows() - cursor.row;
  }

  /** The cursor that comes first but one. */
  private MergeCursor second() {
    MergeCursor left = heap.get(1);
    return heap.size() > 2 && isBefore(heap.get(2), left) ? heap.get(2) : left;
  }

  private void advance(MergeCursor first, int rows) {
    first.row += rows;
    if (first.row == first.rows() && !first.nextBatch()) {
      MergeCursor last = heap.remove(heap.size() - 1);
      if (heap.isEmpty()) {
        return;
      }
      heap.set(0, last);
    }
    siftDown(0);
  }

  private void siftDown(int start) {
    int at = start;
    MergeCursor moved = heap.get(at);
    while (2 * at + 1 < heap.size()) {
      int child = 2 * at + 1;
      if (child + 1 < heap.size() && isBefore(heap.get(child + 1), heap.get(child))) {
        child++;
      }
      if (isBefore(moved, heap.get(child))) {
        break;
      }
      heap.set(at, heap.get(child));
      at = child;
    }
    heap.set(at, moved);
  }

  private static boolean isBefore(MergeCursor one, MergeCursor other) {
    return one.isBefore(one.row, other);
  }

  @Override
  public void close() {
    streams.forEach(BatchStream::close); // wakes who reads
    reading.lock();
    try {
      closed = true;
      cursors.forEach(MergeCursor::close);
      cursors.clear();
      heap.clear();
    } finally {
      reading.unlock();
    }
  }
}
