package dev.skein.calcite.schema;

import dev.skein.runtime.DistributedRuntime;
import dev.skein.runtime.RuntimeConfig;
import java.lang.ref.Cleaner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The runtimes of this JVM, one per configuration, each open as long as a schema uses it.
 *
 * <p>Calcite makes a schema for every connection: equal configurations share a runtime, so that a
 * pool of connections opens its DuckDB once. The driver of {@code jdbc:skein:} releases a schema
 * when its connection closes, and with the last one the file is free for others to write. Calcite's
 * own driver tells nobody: its schemas are released when they have become garbage, or at exit.
 *
 * <p>A configuration is opened and closed under a lock of its own: workers that do not answer, a
 * slow disk or a query that does not end hold up those alone who want the same.
 */
final class SharedRuntimes {
  private static final long EXIT_PATIENCE_SECONDS = 5;
  private static final Cleaner CLEANER = Cleaner.create();
  private static final ConcurrentMap<RuntimeConfig, Shared> OPEN = new ConcurrentHashMap<>();
  private static final AtomicBoolean CLOSES_AT_EXIT = new AtomicBoolean();

  /** A runtime and how many schemas use it; opened by the first of them, closed by the last. */
  private static final class Shared {
    private final RuntimeConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Opened opened;
    private int users;

    /** Once it is, another one takes its place. */
    private boolean ended;

    Shared(RuntimeConfig config) {
      this.config = config;
    }

    /** The runtime for one more schema; null if it was closed, or could not be opened, before. */
    @Nullable Opened retain() {
      lock.lock();
      try {
        if (ended) {
          return null;
        }
        Opened open = opened;
        if (open == null) {
          open = open();
          opened = open;
        }
        users++;
        return open;
      } finally {
        lock.unlock();
      }
    }

    private Opened open() {
      try {
        DistributedRuntime runtime = DistributedRuntime.open(config);
        return new Opened(runtime, new DuckDbFunctions(runtime));
      } catch (RuntimeException | Error e) {
        end();
        throw e;
      }
    }

    void release() {
      lock.lock();
      try {
        if (--users == 0) {
          close();
        }
      } finally {
        lock.unlock();
      }
    }

    /** What another thread opens or closes at that moment is left to it if it takes long. */
    void closeAtExit() throws InterruptedException {
      if (lock.tryLock(EXIT_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        try {
          close();
        } finally {
          lock.unlock();
        }
      }
    }

    private void close() {
      Opened open = opened;
      try {
        if (!ended && open != null) {
          open.runtime().close();
        }
      } finally {
        end();
      }
    }

    private void end() {
      ended = true;
      OPEN.remove(config, this);
    }
  }

  /** What the schemas of a configuration share. */
  private record Opened(DistributedRuntime runtime, DuckDbFunctions functions) {}

  /** One schema's use of a runtime; released once, however often that is asked for. */
  static final class Lease {
    private final Shared shared;
    private final Opened opened;
    private final AtomicBoolean held = new AtomicBoolean(true);

    private Lease(Shared shared, Opened opened) {
      this.shared = shared;
      this.opened = opened;
    }

    DistributedRuntime runtime() {
      return opened.runtime();
    }

    DuckDbFunctions functions() {
      return opened.functions();
    }

    /** Also releases when {@code owner} has become garbage. */
    void releaseWith(Object owner) {
      CLEANER.register(owner, this::release);
    }

    void release() {
      if (held.compareAndSet(true, false)) {
        shared.release();
      }
    }
  }

  private SharedRuntimes() {}

  static Lease lease(RuntimeConfig config) {
    if (CLOSES_AT_EXIT.compareAndSet(false, true)) {
      Runtime.getRuntime().addShutdownHook(new Thread(SharedRuntimes::closeAll, "skein-close"));
    }
    while (true) {
      Shared shared = OPEN.computeIfAbsent(config, Shared::new);
      Opened opened = shared.retain();
      if (opened != null) {
        return new Lease(shared, opened);
      }
    }
  }

  private static void closeAll() {
    try {
      for (Shared shared : OPEN.values()) {
        shared.closeAtExit();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
