package dev.skein.runtime.flight;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Names threads, so that a thread dump says what each is for. */
final class Threads {
  private Threads() {}

  /** Daemon threads {@code name-0}, {@code name-1}, and so on. */
  static ThreadFactory named(String name) {
    AtomicInteger next = new AtomicInteger();
    return runnable -> {
      Thread thread = new Thread(runnable, name + "-" + next.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** A thread that acts at given times, and forgets at once what is cancelled. */
  static ScheduledExecutorService clock(String name) {
    ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, named(name));
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }
}
