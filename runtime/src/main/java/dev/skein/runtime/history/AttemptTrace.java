package dev.skein.runtime.history;

import dev.skein.runtime.task.Task;
import java.util.concurrent.atomic.AtomicLong;

/** What becomes of one attempt, written by whoever runs it. Thread-safe. */
public final class AttemptTrace {
  private final Task task;
  private final String worker;
  private final Span span = new Span();
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  AttemptTrace(Task task, String worker) {
    this.task = task;
    this.worker = worker;
  }

  public void returned(long moreRows, long moreBytes) {
    rows.addAndGet(moreRows);
    bytes.addAndGet(moreBytes);
  }

  public void finished() {
    span.end(RunState.FINISHED, null);
  }

  public void failed(Throwable failure) {
    span.fail(failure);
  }

  /** Nothing after an end counts, so this may follow any of the others. */
  public void cancelled(String why) {
    span.end(RunState.CANCELLED, why);
  }

  String worker() {
    return worker;
  }

  AttemptRecord record() {
    return new AttemptRecord(
        task.id(),
        task.total(),
        task.attempt(),
        task.sql(),
        task.split().describe(),
        worker,
        rows.get(),
        bytes.get(),
        span.start(),
        span.duration(),
        span.state(),
        span.error());
  }
}
