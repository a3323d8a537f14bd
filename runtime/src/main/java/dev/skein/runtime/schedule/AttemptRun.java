package dev.skein.runtime.schedule;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.exchange.HeldBatches;
import dev.skein.runtime.history.AttemptTrace;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.worker.Worker;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the rows of one attempt from its worker into its lane. It occupies a thread while the
 * attempt has a slot; in between, the open stream is all there is of it.
 */
final class AttemptRun implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptRun.class);

  private final StageRun stage;
  private final Lane lane;
  private final Attempt attempt;
  private final Worker worker;
  private final Task task;
  private final AttemptTrace trace;

  /** Where the rows of a remote attempt wait until it is known to have finished. */
  private final @Nullable HeldBatches held;

  private final TaskScheduler scheduler;
  private final ReentrantLock lock;

  /** Of the thread that runs it. */
  private @Nullable Schema schema;

  // Guarded by the lock.
  private @Nullable BatchStream stream;
  private boolean inThread;
  private boolean stopped;

  AttemptRun(StageRun stage, Lane lane, Attempt attempt, Worker worker, Task task) {
    this.stage = stage;
    this.lane = lane;
    this.attempt = attempt;
    this.worker = worker;
    this.task = task;
    this.scheduler = stage.scope.scheduler;
    this.lock = scheduler.lock;
    this.trace = stage.scope.trace.attempt(task, worker.name());
    this.held = worker.isRemote() ? new HeldBatches(scheduler.space()) : null;
  }

  /**
   * Goes on, on a thread. The attempt has a slot, except where it only cleans up; if it gets one
   * while it does that, its end gives the slot back. The caller has the lock.
   */
  void enter() {
    if (!inThread) {
      inThread = true;
      scheduler.execute(this);
    }
  }

  /** Ends it. The caller has the lock. */
  void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    if (!inThread) {
      enter(); // to clean up
    } else if (stream != null) {
      scheduler.execute(stream::close); // the thread in it returns with a failure
    }
  }

  @Override
  public void run() {
    try {
      BatchStream rows = open();
      while (rows != null) {
        ArrowRecordBatch batch = rows.next();
        if (batch == null) {
          rows.close();
          end(null);
          return;
        }
        if (!accept(batch)) {
          return;
        }
      }
      end(stoppedFailure());
    } catch (RuntimeException | Error e) {
      end(failure(e));
    }
  }

  /** The stream, opened on the first call; null once stopped. */
  private @Nullable BatchStream open() {
    lock.lock();
    try {
      if (stopped || stream != null) {
        return stopped ? null : stream;
      }
    } finally {
      lock.unlock();
    }
    stage.inputs.prepare(worker);
    BatchStream rows = worker.execute(task);
    lock.lock();
    try {
      stream = rows;
      if (stopped) {
        return null;
      }
    } finally {
      lock.unlock();
    }
    Schema read = rows.schema();
    schema = read;
    if (held == null) {
      lock.lock();
      try {
        stage.showSchema(read, task, worker.name());
      } finally {
        lock.unlock();
      }
    }
    return rows;
  }

  /** Whether to go on; otherwise the thread has nothing more to do here. */
  private boolean accept(ArrowRecordBatch batch) {
    trace.returned(batch.getLength(), batch.computeBodyLength());
    if (held != null) {
      held.add(batch);
      return true;
    }
    lock.lock();
    try {
      boolean wanted = lane.offer(batch);
      boolean yield = scheduler.dispatcher.shouldYield(attempt);
      if (stopped || (wanted && !yield) || !scheduler.dispatcher.pause(attempt)) {
        return true; // who was stopped learns it from the stream
      }
      inThread = false;
      if (wanted) {
        scheduler.dispatcher.resume(attempt);
      }
      scheduler.decide();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reports the end and frees what is left.
   *
   * @param failure null if all rows have come
   */
  private void end(@Nullable SkeinException failure) {
    if (failure != null) {
      closeStream();
    }
    boolean shown = false;
    lock.lock();
    try {
      if (stopped || stage.scope.isOver()) {
        trace.cancelled("The query ended, or another attempt was faster");
        scheduler.dispatcher.ended(attempt);
      } else if (failure == null) {
        Schema read = schema;
        if (held != null && read != null) {
          // Like the rows, it may be false as long as the attempt has not ended well.
          stage.showSchema(read, task, worker.name());
        }
        trace.finished();
        shown = stage.complete(attempt, worker.name(), held);
        scheduler.dispatcher.finished(attempt, scheduler.now());
      } else {
        trace.failed(failure);
        report(failure);
      }
      scheduler.decide();
    } finally {
      lock.unlock();
    }
    if (held != null && !shown) {
      held.close(); // not under the lock: it may be on disk
    }
    lock.lock();
    try {
      stage.scope.attemptEnds();
    } finally {
      lock.unlock();
    }
  }

  private void report(SkeinException failure) {
    if (failure.isRetryable() && held != null) {
      LOG.warn("{}; attempt {} is lost", failure.getMessage(), attempt.number);
      stage.inputs.forget(worker);
      scheduler.dispatcher.lost(attempt, failure, scheduler.now());
    } else {
      scheduler.dispatcher.ended(attempt);
      stage.scope.fail(failure);
    }
  }

  private void closeStream() {
    BatchStream open;
    lock.lock();
    try {
      open = stream;
    } finally {
      lock.unlock();
    }
    if (open != null) {
      try {
        open.close();
      } catch (RuntimeException e) {
        LOG.debug("Closing a failed stream failed too", e);
      }
    }
  }

  private SkeinException stoppedFailure() {
    return new SkeinException(Kind.CANCELLED, "Task " + task.id() + " was stopped");
  }

  private SkeinException failure(Throwable e) {
    String doing = "Task " + task.id() + " on worker " + worker.name();
    return SkeinException.of(doing, "the coordinator", e);
  }
}
