package dev.skein.runtime.history;

import dev.skein.runtime.task.Task;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What becomes of one attempt, written by whoever runs it. Thread-safe. */
public final class AttemptTrace {
  private final Task task;
  private final String worker;
  private final Consumer<AttemptRecord> ended;
  private final Span span = new Span();
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param ended is told of its end
   */
  AttemptTrace(Task task, String worker, Consumer<AttemptRecord> ended) {
    this.task = task;
    this.worker = worker;
    this.ended = ended;
  }

  public void returned(long moreRows, long moreBytes) {
    rows.addAndGet(moreRows);
    bytes.addAndGet(moreBytes);
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
      ended.accept(record());
    }
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
