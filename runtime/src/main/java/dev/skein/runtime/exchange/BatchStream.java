package dev.skein.runtime.exchange;

import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A stream of Arrow batches of one schema, pulled by one thread at a time. Dictionaries never occur
 * in it.
 */
public interface BatchStream extends AutoCloseable {
  Schema schema();

  /**
   * The next batch, which the caller closes, or null at the end. Blocks.
   *
   * @throws dev.skein.runtime.task.SkeinException if the rows cannot be had; nothing follows it
   */
  @Nullable ArrowRecordBatch next();

  /**
   * Waits until what feeds the stream has ended, or will not go on before rows are taken. Rows then
   * come without long waits in between, for a reader that waits badly: DuckDB turns its threads in
   * circles while one of them waits for a batch.
   */
  default void awaitAhead() {}

  /** Stops what feeds the stream if it has not ended, and frees what it holds. Idempotent. */
  @Override
  void close();
}
