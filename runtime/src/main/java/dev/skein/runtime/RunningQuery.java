package dev.skein.runtime;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.task.QueryId;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The rows of a query that runs. Closing it, from any thread, ends the query everywhere. */
public final class RunningQuery implements BatchStream {
  private final QueryId id;
  private final BatchStream rows;
  private final Runnable onClose;
  private boolean closed;

  RunningQuery(QueryId id, BatchStream rows, Runnable onClose) {
    this.id = id;
    this.rows = rows;
    this.onClose = onClose;
  }

  public QueryId id() {
    return id;
  }

  @Override
  public Schema schema() {
    return rows.schema();
  }

  @Override
  public @Nullable ArrowRecordBatch next() {
    return rows.next();
  }

  @Override
  public void close() {
    rows.close();
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    onClose.run();
  }
}
