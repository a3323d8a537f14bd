package dev.skein.runtime.schedule;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.history.AttemptTrace;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.worker.Worker;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A stage of one task on an embedded worker: its reader's own thread runs it, batch by batch, so
 * that a small query waits for no other thread. It has a slot only while the reader is inside.
 */
final class DirectStage implements BatchStream, AttemptRunner, RunningStage {
  private final QueryScope scope;
  private final TaskScheduler scheduler;
  private final ReentrantLock lock;
  private final DrivenTask driven;

  // Guarded by the lock, except that the last four are the reader's.
  private @Nullable Attempt attempt;
  private @Nullable TaskGroup group;
  private boolean granted;
  private boolean inside;
  private boolean over;
  private boolean finished;
  private boolean closed;
  private @Nullable Worker worker;
  private @Nullable AttemptTrace trace;
  private volatile @Nullable BatchStream stream;
  private @Nullable Schema schema;

  DirectStage(QueryScope scope, DrivenTask driven) {
    this.scope = scope;
    this.scheduler = scope.scheduler;
    this.lock = scheduler.lock;
    this.driven = driven;
  }

  @Override
  public Schema schema() {
    Schema known = schema;
    if (known == null) {
      known = inside(BatchStream::schema);
      schema = known;
    }
    return known;
  }

  /** The first rows: the others come as they are computed, by the threads that would wait. */
  @Override
  public void awaitAhead() {
    schema();
  }

  @Override
  public @Nullable ArrowRecordBatch next() {
    if (hasEnded()) {
      return null;
    }
    return inside(this::next);
  }

  private @Nullable ArrowRecordBatch next(BatchStream rows) {
    ArrowRecordBatch batch = rows.next();
    if (batch == null) {
      rows.close();
      finish();
    } else if (trace != null) {
      trace.returned(batch.getLength(), batch.computeBodyLength());
    }
    return batch;
  }

  private boolean hasEnded() {
    lock.lock();
    try {
      if (over) {
        scope.check();
      }
      return finished;
    } finally {
      lock.unlock();
    }
  }

  private <T extends @Nullable Object> T inside(Function<BatchStream, T> read) {
    enter();
    try {
      T result = read.apply(open());
      leave();
      return result;
    } catch (RuntimeException | Error e) {
      throw fail(e);
    }
  }

  /** Waits for a slot. */
  private void enter() {
    lock.lock();
    try {
      check();
      if (group == null) {
        long weight = driven.task().split().estimatedRows();
        List<TaskGroup.Wish> one = List.of(new TaskGroup.Wish(weight, null));
        group = new TaskGroup(scope.share, this, one, scheduler.now());
        scheduler.dispatcher.submit(group);
      } else if (attempt != null) {
        scheduler.dispatcher.resume(attempt);
      }
      scheduler.decide();
      while (!granted) {
        scope.await();
        check();
      }
      check(); // a slot may have come before the end, and this thread only after it
      granted = false;
      inside = true;
    } finally {
      lock.unlock();
    }
  }

  /** Whoever wants rows learns that the query is over, or that another thread closed this. */
  private void check() {
    scope.check();
    if (closed) {
      throw new SkeinException(
          Kind.CANCELLED, "Task " + driven.task().id() + " was closed while it was read");
    }
  }

  private BatchStream open() {
    BatchStream open = stream;
    if (open == null) {
      Worker runner = worker;
      if (runner == null) {
        throw new IllegalStateException("A slot without a worker");
      }
      Task task = driven.task();
      trace = scope.trace.attempt(task, runner.name());
      open = runner.execute(task);
      stream = open;
    }
    lock.lock();
    try {
      check(); // whoever stopped or closed this before saw no stream to close
    } finally {
      lock.unlock();
    }
    return open;
  }

  private void leave() {
    lock.lock();
    try {
      inside = false;
      if (attempt != null && !over) {
        if (scope.isOver()) {
          end();
        } else {
          scheduler.dispatcher.pause(attempt);
        }
        scheduler.decide();
      }
    } finally {
      lock.unlock();
    }
  }

  private void finish() {
    lock.lock();
    try {
      if (trace != null) {
        trace.finished();
      }
      if (attempt != null && !over) {
        over = true;
        finished = true;
        scheduler.dispatcher.finished(attempt, scheduler.now());
        scope.attemptEnds();
        scheduler.decide();
      }
    } finally {
      lock.unlock();
    }
  }

  private SkeinException fail(Throwable e) {
    String doing = "Task " + driven.task().id();
    SkeinException failure = SkeinException.of(doing, "this process", e);
    BatchStream open = stream;
    if (open != null) {
      open.close();
    }
    lock.lock();
    try {
      inside = false;
      if (trace != null) {
        trace.failed(failure);
      }
      end();
      if (!closed) {
        scope.fail(failure);
      }
      scheduler.decide();
    } finally {
      lock.unlock();
    }
    return failure;
  }

  /** The caller has the lock. */
  private void end() {
    if (attempt != null && !over) {
      over = true;
      if (trace != null) {
        trace.cancelled("The query ended");
      }
      scheduler.dispatcher.ended(attempt);
      scope.attemptEnds();
    }
  }

  // ---- What the dispatcher decides

  @Override
  public void start(Attempt started) {
    attempt = started;
    worker = scheduler.worker(started.worker);
    scope.attemptBegins();
    resume(started);
  }

  @Override
  public void resume(Attempt resumed) {
    granted = true;
    scope.signal();
  }

  @Override
  public void stop(Attempt slower) {
    throw new IllegalStateException("An embedded task has one attempt");
  }

  @Override
  public void fail(SkeinException reason) {
    scope.fail(reason);
  }

  // ---- The end of the query, or of the reader's interest

  @Override
  public void stop() {
    if (!inside) {
      end();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      stop();
      if (group != null && attempt == null) {
        scheduler.dispatcher.abandon(group.tasks.get(0)); // or it would get a slot for nobody
      }
      scope.signal();
      scheduler.decide();
    } finally {
      lock.unlock();
    }
    BatchStream open = stream;
    if (open != null) {
      open.close();
    }
  }
}
