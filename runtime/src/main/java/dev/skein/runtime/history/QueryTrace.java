package dev.skein.runtime.history;

import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.StageGraph.ExecutionMode;
import dev.skein.runtime.task.StageGraph.MergeStrategy;
import dev.skein.runtime.task.Task;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** What becomes of one query, written by whoever runs it. Thread-safe. */
public final class QueryTrace {
  /** A query of more attempts keeps the last ones. */
  private static final int MAX_ATTEMPTS = 10_000;

  private final QueryId id;
  private final String sql;
  private final ExecutionMode mode;
  private final MergeStrategy merge;
  private final String reason;
  private final int tasks;
  private final AtomicLong allAttempts;
  private final HistoryListener listener;
  private final Span span = new Span();
  private final AtomicLong rows = new AtomicLong();
  private final Deque<AttemptTrace> attempts = new ArrayDeque<>();
  private final Set<String> workers = new HashSet<>();

  /**
   * @param allAttempts how many attempts the history holds, over all queries
   * @param listener is told of its end and of those of its attempts
   */
  QueryTrace(
      QueryId id,
      String sql,
      ExecutionMode mode,
      MergeStrategy merge,
      String reason,
      int tasks,
      AtomicLong allAttempts,
      HistoryListener listener) {
    this.id = id;
    this.sql = sql;
    this.mode = mode;
    this.merge = merge;
    this.reason = reason;
    this.tasks = tasks;
    this.allAttempts = allAttempts;
    this.listener = listener;
  }

  public QueryId id() {
    return id;
  }

  /** Begins an attempt at a task. */
  public synchronized AttemptTrace attempt(Task task, String worker) {
    if (attempts.size() == MAX_ATTEMPTS) {
      attempts.removeFirst();
    } else {
      allAttempts.incrementAndGet();
    }
    AttemptTrace attempt = new AttemptTrace(task, worker, listener::attemptEnded);
    attempts.addLast(attempt);
    workers.add(worker);
    return attempt;
  }

  public void returned(long moreRows) {
    rows.addAndGet(moreRows);
  }

  public void finished() {
    tell(span.end(RunState.FINISHED, null));
  }

  public void failed(Throwable failure) {
    tell(span.fail(failure));
  }

  /** Nothing after an end counts, so this may follow any of the others. */
  public void cancelled(String why) {
    tell(span.end(RunState.CANCELLED, why));
  }

  private void tell(boolean hasEnded) {
    if (hasEnded) {
      listener.queryEnded(record());
    }
  }

  boolean isRunning() {
    return span.state() == RunState.RUNNING;
  }

  synchronized int attemptCount() {
    return attempts.size();
  }

  synchronized List<AttemptTrace> attempts() {
    return List.copyOf(attempts);
  }

  synchronized QueryRecord record() {
    return new QueryRecord(
        id,
        sql,
        mode,
        merge,
        reason,
        span.start(),
        span.duration(),
        rows.get(),
        span.state(),
        span.error(),
        workers.size(),
        tasks);
  }
}
