package dev.skein.runtime.schedule;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.history.AttemptTrace;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.worker.DuckDbWorker;
import java.util.Map;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A stage on the coordinator's own DuckDB, over the rows of other stages as they arrive. It runs on
 * the thread of its reader, outside the slots: it waits for tasks that need them.
 */
final class CoordinatorStage implements BatchStream, RunningStage {
  private final QueryScope scope;
  private final Task task;
  private final DuckDbWorker worker;
  private final Map<Integer, BatchStream> inputs;

  // Guarded by this.
  private @Nullable BatchStream stream;
  private @Nullable AttemptTrace trace;
  private boolean closed;

  CoordinatorStage(
      QueryScope scope, Task task, DuckDbWorker worker, Map<Integer, BatchStream> inputs) {
    this.scope = scope;
    this.task = task;
    this.worker = worker;
    this.inputs = inputs;
    scope.add(this);
  }

  @Override
  public Schema schema() {
    try {
      return open().schema();
    } catch (RuntimeException | Error e) {
      throw fail(e);
    }
  }

  /** Its rows are there when its SQL has been executed. */
  @Override
  public void awaitAhead() {
    schema();
  }

  @Override
  public @Nullable ArrowRecordBatch next() {
    try {
      ArrowRecordBatch batch = open().next();
      synchronized (this) {
        if (trace != null && batch != null) {
          trace.returned(batch.getLength(), batch.computeBodyLength());
        } else if (trace != null) {
          trace.finished();
        }
      }
      return batch;
    } catch (RuntimeException | Error e) {
      throw fail(e);
    }
  }

  private synchronized BatchStream open() {
    if (closed) {
      throw new SkeinException(Kind.CANCELLED, "Task " + task.id() + " was closed");
    }
    BatchStream open = stream;
    if (open == null) {
      trace = scope.trace.attempt(task, worker.name());
      open = worker.execute(task, inputs);
      stream = open;
    }
    return open;
  }

  private SkeinException fail(Throwable e) {
    SkeinException failure = SkeinException.of("Task " + task.id(), "the coordinator", e);
    synchronized (this) {
      if (trace != null) {
        trace.failed(failure);
      }
    }
    scope.fail(failure);
    return failure;
  }

  @Override
  public void stop() {
    // closing it waits for its reader, which close may do and this may not
  }

  @Override
  public void close() {
    // Who opens this holds its lock while an input runs to its first rows: DuckDB asks for types.
    inputs.values().forEach(BatchStream::close);
    BatchStream open;
    synchronized (this) {
      closed = true;
      open = stream;
      if (trace != null) {
        trace.cancelled("The query ended");
      }
    }
    if (open != null) {
      open.close();
    }
  }
}
