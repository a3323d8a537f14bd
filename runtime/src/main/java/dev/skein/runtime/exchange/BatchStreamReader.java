package dev.skein.runtime.exchange;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Shows a {@link BatchStream} to Arrow as an {@link ArrowReader}, for DuckDB's {@code
 * registerArrowStream} and for readers of vectors. Read by one thread; its close closes the stream.
 */
public final class BatchStreamReader extends ArrowReader {
  private final BatchStream batches;

  /** Set by DuckDB's thread, read by the one that runs the SQL. */
  private volatile @Nullable RuntimeException failure;

  public BatchStreamReader(BufferAllocator allocator, BatchStream batches) {
    super(allocator);
    this.batches = batches;
  }

  @Override
  public boolean loadNextBatch() {
    try {
      prepareLoadNextBatch();
      ArrowRecordBatch batch = batches.next();
      if (batch == null) {
        return false;
      }
      loadRecordBatch(batch); // closes the batch
      return true;
    } catch (RuntimeException e) {
      // Behind the C stream interface an exception loses its kind; who runs the SQL asks for it.
      failure = e;
      throw e;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Waits as {@link BatchStream#awaitAhead} says. */
  public void awaitAhead() {
    try {
      batches.awaitAhead();
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  /** What the stream failed with, if it did. */
  public @Nullable RuntimeException failure() {
    return failure;
  }

  /** Ends the stream from another thread, so that whoever waits in it returns with a failure. */
  public void stop() {
    batches.close();
  }

  @Override
  public long bytesRead() {
    return 0;
  }

  @Override
  protected void closeReadSource() {
    batches.close();
  }

  @Override
  protected Schema readSchema() {
    return batches.schema();
  }
}
