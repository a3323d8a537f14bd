package dev.skein.calcite.enumerable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/**
 * Notices that a statement was cancelled while its reader waits for rows. Calcite only sets a flag;
 * one thread looks at the flags of all running queries, some tens of times a second.
 */
final class CancelWatch {
  private static final long EVERY_MILLIS = 50;

  private static final Map<Object, Watched> RUNNING = new ConcurrentHashMap<>();

  static {
    thread("skein-cancel", CancelWatch::lookForever).start();
  }

  private record Watched(AtomicBoolean flag, Runnable stop) {}

  private CancelWatch() {}

  private static Thread thread(String name, Runnable runnable) {
    Thread thread = new Thread(runnable, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Runs {@code stop} when the flag is set, until {@link #forget}. */
  static void watch(Object query, AtomicBoolean flag, Runnable stop) {
    RUNNING.put(query, new Watched(flag, stop));
  }

  static void forget(Object query) {
    RUNNING.remove(query);
  }

  private static void lookForever() {
    while (true) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS));
      RUNNING.forEach(
          (query, watched) -> {
            if (watched.flag().get() && RUNNING.remove(query) != null) {
              // Stopping waits for what is stopped, and other queries must not wait for that.
              thread("skein-cancel-query", () -> stop(watched)).start();
            }
          });
    }
  }

  /** A query that fails to stop tells its reader; the others still have to be watched. */
  private static void stop(Watched watched) {
    try {
      watched.stop().run();
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(CancelWatch.class).warn("Stopping a cancelled query failed", e);
    }
  }
}
