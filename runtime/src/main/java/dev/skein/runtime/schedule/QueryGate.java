package dev.skein.runtime.schedule;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets a bounded number of queries run and a bounded number wait, first come first served. */
public final class QueryGate {
  private final AdmissionPolicy policy;
  private final Semaphore places;
  private final AtomicInteger waiting = new AtomicInteger();

  public QueryGate(AdmissionPolicy policy) {
    this.policy = policy;
    this.places = new Semaphore(policy.running(), true);
  }

  /**
   * Returns when the query may run; {@link #leave} must follow.
   *
   * @throws SkeinException of kind OVERLOADED if too many wait, or for too long
   */
  public void enter() {
    if (places.tryAcquire()) {
      return;
    }
    if (waiting.incrementAndGet() > policy.queued()) {
      waiting.decrementAndGet();
      throw overloaded("and " + policy.queued() + " wait");
    }
    try {
      if (!places.tryAcquire(policy.patience().toNanos(), TimeUnit.NANOSECONDS)) {
        throw overloaded("and none has ended for " + policy.patience().toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SkeinException(Kind.CANCELLED, "Interrupted while waiting for other queries", e);
    } finally {
      waiting.decrementAndGet();
    }
  }

  public void leave() {
    places.release();
  }

  /** How many queries wait. */
  public int waiting() {
    return waiting.get();
  }

  private SkeinException overloaded(String how) {
    return new SkeinException(
        Kind.OVERLOADED,
        policy.running()
            + " queries run, "
            + how
            + "; try again later, or close results that are not read any more");
  }
}
