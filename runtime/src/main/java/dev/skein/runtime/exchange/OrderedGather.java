package dev.skein.runtime.exchange;

import java.util.List;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Concatenates streams in their order, while those that come later may run ahead. So rows come in
 * the order of the stored table, as DuckDB itself returns them.
 */
public final class OrderedGather implements BatchStream {
  private final List<BatchStream> streams;
  private int current;

  public OrderedGather(List<? extends BatchStream> streams) {
    this.streams = List.copyOf(streams);
  }

  @Override
  public Schema schema() {
    return streams.get(0).schema();
  }

  @Override
  public @Nullable ArrowRecordBatch next() {
    while (current < streams.size()) {
      ArrowRecordBatch batch = streams.get(current).next();
      if (batch != null) {
        return batch;
      }
      current++;
    }
    return null;
  }

  @Override
  public void awaitAhead() {
    streams.forEach(BatchStream::awaitAhead);
  }

  @Override
  public void close() {
    streams.forEach(BatchStream::close);
  }
}
