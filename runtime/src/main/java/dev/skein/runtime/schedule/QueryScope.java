package dev.skein.runtime.schedule;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.history.QueryTrace;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One query on the {@link TaskScheduler}: what of it runs, and what becomes of it. The first
 * failure of any of its attempts ends them all, and every reader gets it.
 */
public final class QueryScope implements AutoCloseable {
  /** How long close waits for attempts to let go before it leaves that to their threads. */
  private static final long CLOSE_SECONDS = 1;

  private static final Logger LOG = LoggerFactory.getLogger(QueryScope.class);

  final TaskScheduler scheduler;
  final QueryTrace trace;
  final QueryShare share;
  private final Deque<Runnable> endings = new ArrayDeque<>();
  private final List<RunningStage> stages = new ArrayList<>();

  /** Signalled whenever a reader may have something to do, and when an attempt ends. */
  private final Condition changed;

  private int attempts;
  private @Nullable SkeinException failure;
  private boolean closed;

  /** Close has waited long enough; who ends last does the rest. */
  private boolean overdue;

  /** Called under the lock. */
  QueryScope(TaskScheduler scheduler, QueryTrace trace) {
    this.scheduler = scheduler;
    this.trace = trace;
    this.share = scheduler.dispatcher.open();
    this.changed = scheduler.lock.newCondition();
  }

  /** Adds what is to be done once the scope was closed and its last attempt has ended. */
  public void atEnd(Runnable ending) {
    scheduler.lock.lock();
    try {
      endings.push(ending);
    } finally {
      scheduler.lock.unlock();
    }
  }

  /** Adds something that runs beside the tasks of workers. */
  void add(RunningStage stage) {
    scheduler.lock.lock();
    try {
      check();
      stages.add(stage);
    } finally {
      scheduler.lock.unlock();
    }
  }

  /**
   * Starts the tasks of a stage.
   *
   * @return the rows of each task, in order; closing one stops its task
   */
  public List<BatchStream> run(List<DrivenTask> tasks) {
    return run(tasks, TaskInputs.NONE);
  }

  List<BatchStream> run(List<DrivenTask> tasks, TaskInputs inputs) {
    scheduler.lock.lock();
    try {
      check();
      if (tasks.size() == 1 && inputs == TaskInputs.NONE && !scheduler.isRemote()) {
        DirectStage stage = new DirectStage(this, tasks.get(0));
        stages.add(stage);
        return List.of(stage);
      }
      StageRun stage = new StageRun(this, tasks, inputs);
      stages.add(stage);
      stage.submit();
      scheduler.decide();
      return List.copyOf(stage.lanes());
    } finally {
      scheduler.lock.unlock();
    }
  }

  /** Ends the query with a failure, if it has not ended before. */
  public void fail(SkeinException reason) {
    scheduler.lock.lock();
    try {
      if (failure == null && !closed) {
        failure = reason;
        stop();
        List<RunningStage> running = List.copyOf(stages);
        scheduler.execute(() -> log(close(running)));
      }
    } finally {
      scheduler.lock.unlock();
    }
  }

  /** What the query failed with, if it did. */
  public @Nullable SkeinException failure() {
    scheduler.lock.lock();
    try {
      return failure;
    } finally {
      scheduler.lock.unlock();
    }
  }

  /** Throws what ended the query. The caller has the lock. */
  void check() {
    if (failure != null) {
      throw failure;
    }
    if (closed) {
      throw new SkeinException(Kind.CANCELLED, "Query " + trace.id() + " was closed");
    }
  }

  boolean isOver() {
    return closed || failure != null;
  }

  private void stop() {
    scheduler.dispatcher.close(share);
    stages.forEach(RunningStage::stop);
    changed.signalAll();
    scheduler.decide();
  }

  /** Waits for a change. The caller has the lock, and looks again. */
  @SuppressWarnings("WaitNotInLoop") // the loops are the callers'
  void await() {
    try {
      changed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      // What it waited for may come while it is away, and would keep its slot.
      fail(
          new SkeinException(
              Kind.CANCELLED, "Query " + trace.id() + " was interrupted while it was read", e));
      check();
    }
  }

  void signal() {
    changed.signalAll();
  }

  /** An attempt has begun that must end before the query does. The caller has the lock. */
  void attemptBegins() {
    attempts++;
  }

  /** The caller has the lock. */
  void attemptEnds() {
    attempts--;
    changed.signalAll();
    if (attempts == 0 && overdue) {
      scheduler.execute(() -> log(end(null)));
    }
  }

  /**
   * Stops everything and wakes whoever waits for rows, from any thread. Called before what reads
   * the rows is closed, because that waits for its reader; {@link #close} follows.
   */
  public void abandon() {
    scheduler.lock.lock();
    try {
      if (!closed) {
        boolean running = failure == null;
        closed = true;
        if (running) {
          stop();
        }
        scheduler.forget(this);
      }
    } finally {
      scheduler.lock.unlock();
    }
  }

  /** Stops everything and frees what it holds, from any thread. */
  @Override
  public void close() {
    abandon();
    List<RunningStage> running;
    scheduler.lock.lock();
    try {
      running = List.copyOf(stages);
    } finally {
      scheduler.lock.unlock();
    }
    RuntimeException failed = close(running);
    if (awaitAttempts()) {
      failed = end(failed);
    }
    if (failed != null) {
      throw failed;
    }
  }

  private static @Nullable RuntimeException close(List<RunningStage> stages) {
    RuntimeException failed = null;
    for (RunningStage stage : stages) {
      failed = run(stage::close, failed);
    }
    return failed;
  }

  private boolean awaitAttempts() {
    boolean interrupted = false;
    scheduler.lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
      while (attempts > 0 && left > 0) {
        try {
          left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      overdue = attempts > 0;
      return !overdue;
    } finally {
      scheduler.lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private @Nullable RuntimeException end(@Nullable RuntimeException before) {
    RuntimeException failed = before;
    while (true) {
      Runnable ending;
      scheduler.lock.lock();
      try {
        ending = endings.poll();
      } finally {
        scheduler.lock.unlock();
      }
      if (ending == null) {
        return failed;
      }
      failed = run(ending, failed);
    }
  }

  /** What fails here must not keep the rest from being freed: its failure waits for its turn. */
  static @Nullable RuntimeException run(Runnable step, @Nullable RuntimeException before) {
    try {
      step.run();
      return before;
    } catch (RuntimeException | Error e) {
      if (before == null) {
        return e instanceof RuntimeException r
            ? r
            : new SkeinException(Kind.INTERNAL, "What a query held was not freed: " + e, e);
      }
      before.addSuppressed(e);
      return before;
    }
  }

  /** On a thread where nobody waits for the end. */
  private void log(@Nullable RuntimeException failed) {
    if (failed != null) {
      LOG.error("event=query_end_failed query={}", trace.id(), failed);
    }
  }
}
