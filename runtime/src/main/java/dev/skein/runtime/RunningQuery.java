package dev.skein.runtime;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.history.QueryTrace;
import dev.skein.runtime.schedule.QueryScope;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The rows of a query that runs. Closing it, from any thread, ends the query everywhere. */
public final class RunningQuery implements BatchStream {
  private final QueryScope scope;
  private final QueryTrace trace;
  private final BatchStream rows;
  private final Runnable onClose;

  RunningQuery(QueryScope scope, QueryTrace trace, BatchStream rows, Runnable onClose) {
    this.scope = scope;
    this.trace = trace;
    this.rows = rows;
    this.onClose = onClose;
  }

  public QueryId id() {
    return trace.id();
  }

  @Override
  public Schema schema() {
    try {
      return rows.schema();
    } catch (RuntimeException e) {
      throw fail(e);
    }
  }

  @Override
  public @Nullable ArrowRecordBatch next() {
    ArrowRecordBatch batch;
    try {
      batch = rows.next();
    } catch (RuntimeException e) {
      throw fail(e);
    }
    if (batch == null) {
      trace.finished();
    } else {
      trace.returned(batch.getLength());
    }
    return batch;
  }

  /** What ended the query comes before what the reader met because of it. */
  private SkeinException fail(RuntimeException e) {
    SkeinException met =
        e instanceof SkeinException s
            ? s
            : new SkeinException(Kind.INTERNAL, "Reading query " + id() + " failed: " + e, e);
    scope.fail(met);
    SkeinException first = scope.failure();
    SkeinException failure = first == null ? met : first;
    trace.failed(failure);
    return failure;
  }

  @Override
  public void close() {
    trace.cancelled("Closed before its last row was read");
    scope.abandon();
    try {
      rows.close();
    } finally { // or a failure would keep the query's place among those that may run
      try {
        scope.close();
      } finally {
        onClose.run();
      }
    }
  }
}
