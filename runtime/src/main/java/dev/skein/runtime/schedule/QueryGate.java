package dev.skein.runtime.schedule;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Lets a bounded number of queries run and a bounded number wait, first come first served. */
public final class QueryGate {
  /** How often one that waits looks whether it is still wanted. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final AdmissionPolicy policy;
  private final Deque<Object> line = new ArrayDeque<>();
  private int running;
  private long refused;

  public QueryGate(AdmissionPolicy policy) {
    this.policy = policy;
  }

  /**
   * Returns when the query may run; {@link #leave} must follow.
   *
   * @param timeout how long the query may take, this wait included
   * @param isCancelled whether the query is not wanted any more; asked again and again
   * @return how long it waited, in nanoseconds
   * @throws SkeinException of kind OVERLOADED if too many wait, or for too long; of kind CANCELLED
   *     if its time is over or it is not wanted
   */
  public synchronized long enter(Optional<Duration> timeout, BooleanSupplier isCancelled) {
    if (line.isEmpty() && running < policy.running()) {
      running++;
      return 0;
    }
    if (line.size() >= policy.queued()) {
      throw overloaded("and " + policy.queued() + " wait");
    }
    Object place = new Object();
    line.addLast(place);
    try {
      long began = System.nanoTime();
      while (line.peekFirst() != place || running >= policy.running()) {
        awaitChange(System.nanoTime() - began, timeout, isCancelled);
      }
      running++;
      return System.nanoTime() - began;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkeinException(Kind.CANCELLED, "Interrupted while waiting for other queries", e);
    } finally {
      line.remove(place);
      notifyAll();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
  private void awaitChange(long waited, Optional<Duration> timeout, BooleanSupplier isCancelled)
      throws InterruptedException {
    if (isCancelled.getAsBoolean()) {
      throw new SkeinException(Kind.CANCELLED, "Cancelled while waiting for other queries");
    }
    long patience = policy.patience().toNanos() - waited;
    long time = timeout.map(Duration::toNanos).orElse(Long.MAX_VALUE) - waited;
    if (time <= 0) {
      throw new SkeinException(
          Kind.CANCELLED,
          "The query ran into its timeout of "
              + timeout.map(Duration::toMillis).orElse(0L)
              + " ms while it waited for other queries");
    }
    if (patience <= 0) {
      throw overloaded("and none has ended for " + policy.patience().toMillis() + " ms");
    }
    TimeUnit.NANOSECONDS.timedWait(this, Math.min(LOOK_NANOS, Math.min(patience, time)));
  }

  /** A query has ended. */
  public synchronized void leave() {
    running--;
    notifyAll();
  }

  /** How many queries run. */
  public synchronized int running() {
    return running;
  }

  /** How many queries wait. */
  public synchronized int waiting() {
    return line.size();
  }

  /** How many queries were sent away because of others. */
  public synchronized long refused() {
    return refused;
  }

  private SkeinException overloaded(String how) {
    refused++;
    return new SkeinException(
        Kind.OVERLOADED,
        policy.running()
            + (policy.running() == 1 ? " query runs, " : " queries run, ")
            + how
            + "; try again later, close results that are not read any more, or raise 'maxQueries',"
            + " 'maxQueuedQueries' or 'queueTimeout' of the schema");
  }
}
