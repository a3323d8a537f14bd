package dev.skein.runtime.flight;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The slots of a worker: as many threads, and a bounded line before them in the order of arrival,
 * because several coordinators may each think the slots theirs.
 */
final class Slots implements AutoCloseable {
  private static final int WAITING_PER_SLOT = 16;
  private static final int WAITING_AT_LEAST = 64;

  private final ThreadPoolExecutor threads;
  private volatile boolean draining;

  Slots(int slots) {
    this.threads =
        new ThreadPoolExecutor(
            slots,
            slots,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(Math.max(WAITING_AT_LEAST, slots * WAITING_PER_SLOT)),
            Threads.named("skein-slot"));
  }

  /**
   * Runs a task in the next free slot.
   *
   * @throws RejectedExecutionException if the line is full or the worker drains
   */
  void run(Runnable task) {
    if (draining) {
      throw new RejectedExecutionException();
    }
    threads.execute(task);
  }

  /** Takes a task out of the line; false if it runs, or has run. */
  boolean remove(Runnable task) {
    return threads.remove(task);
  }

  int count() {
    return threads.getMaximumPoolSize();
  }

  int running() {
    return threads.getActiveCount();
  }

  int waiting() {
    return threads.getQueue().size();
  }

  boolean isDraining() {
    return draining;
  }

  /** Takes no more tasks. */
  void drain() {
    draining = true;
    threads.shutdown();
  }

  /** After {@link #drain}: waits until the last task has ended. */
  boolean awaitIdle(long timeout, TimeUnit unit) throws InterruptedException {
    return threads.awaitTermination(timeout, unit);
  }

  /** Interrupts tasks that did not end by themselves. */
  void interrupt() {
    threads.shutdownNow();
  }

  @Override
  public void close() {
    drain();
    interrupt();
  }
}
