package dev.skein.calcite.enumerable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a statement was cancelled while its reader waits for rows. Calcite only sets a flag;
 * one thread looks at the flags of all running queries, some tens of times a second. What fails,
 * for want of threads say, is tried again the next time: the others still have to be watched.
 */
final class CancelWatch {
  /** That of all queries of this JVM. */
  static final CancelWatch COMMON =
      new CancelWatch(
          runnable -> {
            Thread thread = new Thread(runnable, "skein-cancel");
            thread.setDaemon(true);
            return thread;
          });

  private static final Logger LOG = LoggerFactory.getLogger(CancelWatch.class);
  private static final long EVERY_MILLIS = 50;

  private final ThreadFactory threads;
  private final Map<Object, Watched> running = new ConcurrentHashMap<>();

  /** The thread that looks; guarded by this. */
  private @Nullable Thread looking;

  private record Watched(AtomicBoolean flag, Runnable stop, AtomicBoolean stopping) {}

  /**
   * @param threads makes daemons
   */
  CancelWatch(ThreadFactory threads) {
    this.threads = threads;
  }

  /** Runs {@code stop} when the flag is set, until {@link #forget}. */
  void watch(Object query, AtomicBoolean flag, Runnable stop) {
    startLooking();
    running.put(query, new Watched(flag, stop, new AtomicBoolean()));
  }

  void forget(Object query) {
    running.remove(query);
  }

  private synchronized void startLooking() {
    if (looking == null) {
      Thread thread = threads.newThread(this::lookForever);
      thread.start();
      looking = thread; // not if it could not be started
    }
  }

  private void lookForever() {
    while (true) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS));
      try {
        running.forEach(this::look);
      } catch (RuntimeException | Error e) {
        warn(e);
      }
    }
  }

  private void look(Object query, Watched watched) {
    if (!watched.flag().get() || !watched.stopping().compareAndSet(false, true)) {
      return;
    }
    try {
      // Stopping waits for what is stopped, and other queries must not wait for that.
      threads.newThread(() -> stop(query, watched)).start();
    } catch (RuntimeException | Error e) {
      watched.stopping().set(false);
      throw e;
    }
  }

  private void stop(Object query, Watched watched) {
    try {
      watched.stop().run();
    } catch (RuntimeException | Error e) {
      warn(e); // and the query tells its reader
    } finally {
      running.remove(query, watched);
    }
  }

  private static void warn(Throwable e) {
    try {
      LOG.warn("Stopping a cancelled query failed", e);
    } catch (RuntimeException | Error again) {
      // There is no memory for a message either.
    }
  }
}
