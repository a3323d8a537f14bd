package dev.skein.calcite.enumerable;

import dev.skein.calcite.enumerable.ColumnReaders.Representation;
import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.jspecify.annotations.Nullable;

/**
 * The last step: Arrow batches become Java rows, a few thousand at a time, column by column. Read
 * by the user's thread; closing it, from any thread, ends the query.
 */
final class BatchEnumerator implements Enumerator<Object> {
  /** Rows made at a time: enough to amortise, few enough to stay in the processor's cache. */
  private static final int ROWS = 1_024;

  private final BatchStream batches;
  private final BufferAllocator allocator;
  private final List<RelDataTypeField> fields;
  private final Representation representation;
  private final AtomicBoolean cancelled;

  private @Nullable VectorSchemaRoot root;
  private ColumnReader[] readers = {};
  private @Nullable Object[][] rows = {};
  private int firstRow;
  private int count;
  private int current = -1;
  private boolean ended;
  private boolean closed;

  BatchEnumerator(
      BatchStream batches,
      BufferAllocator allocator,
      RelDataType rowType,
      Representation representation,
      AtomicBoolean cancelled) {
    this.batches = batches;
    this.allocator = allocator;
    this.fields = rowType.getFieldList();
    this.representation = representation;
    this.cancelled = cancelled;
    CancelWatch.COMMON.watch(this, cancelled, batches::close);
  }

  @Override
  public Object current() {
    @Nullable Object[] row = rows[current];
    // One column: the value itself, which may be null; Calcite's interface does not say so.
    return fields.size() == 1 ? nullAsObject(row[0]) : row;
  }

  @SuppressWarnings("NullAway")
  private static Object nullAsObject(@Nullable Object value) {
    return value;
  }

  @Override
  public boolean moveNext() {
    if (++current < count) {
      return true;
    }
    return fill();
  }

  private synchronized boolean fill() {
    if (cancelled.get()) {
      close();
      throw failure(new SkeinException(Kind.CANCELLED, "The statement was cancelled"));
    }
    try {
      VectorSchemaRoot open = root;
      firstRow += count;
      if (open == null || firstRow >= open.getRowCount()) {
        open = load();
        if (open == null) {
          ended = true;
          close();
          return false;
        }
      }
      count = Math.min(ROWS, open.getRowCount() - firstRow);
      @Nullable Object[][] made = new Object[count][Math.max(1, readers.length)];
      for (int column = 0; column < readers.length; column++) {
        readers[column].read(firstRow, count, made, column);
      }
      rows = made;
      current = 0;
      return true;
    } catch (RuntimeException e) {
      boolean wanted = cancelled.get();
      close();
      if (wanted) {
        throw failure(new SkeinException(Kind.CANCELLED, "The statement was cancelled", e));
      }
      throw e instanceof SkeinException skein ? failure(skein) : e;
    }
  }

  private RuntimeException failure(SkeinException e) {
    return representation == Representation.JDBC ? JdbcFailure.raise(e) : e;
  }

  private @Nullable VectorSchemaRoot load() {
    ArrowRecordBatch batch = batches.next();
    if (batch == null) {
      return null;
    }
    try (batch) {
      VectorSchemaRoot open = root;
      if (open == null) {
        open = VectorSchemaRoot.create(batches.schema(), allocator);
        root = open;
        readers = new ColumnReader[fields.size()];
        for (int i = 0; i < readers.length; i++) {
          FieldVector vector = open.getVector(i);
          readers[i] = ColumnReaders.of(vector, fields.get(i).getType(), representation);
        }
      }
      new VectorLoader(open).load(batch);
      firstRow = 0;
      return open;
    }
  }

  @Override
  public void reset() {
    throw new UnsupportedOperationException("A running query cannot be read twice");
  }

  @Override
  public void close() {
    try {
      batches.close(); // first, as a thread may wait for rows in fill
    } finally {
      free();
    }
  }

  private synchronized void free() {
    if (closed) {
      return;
    }
    closed = true;
    CancelWatch.COMMON.forget(this);
    if (!ended) {
      // Calcite never takes a cancel back, and the statement may be executed again.
      cancelled.set(false);
    }
    count = 0;
    if (root != null) {
      root.close();
    }
  }
}
