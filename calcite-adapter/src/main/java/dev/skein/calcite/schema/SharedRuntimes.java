package dev.skein.calcite.schema;

import dev.skein.runtime.DistributedRuntime;
import dev.skein.runtime.RuntimeConfig;
import java.lang.ref.Cleaner;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The runtimes of this JVM, one per configuration, each open as long as a schema uses it.
 *
 * <p>Calcite makes a schema for every connection: equal configurations share a runtime, so that a
 * pool of connections opens its DuckDB once. The driver of {@code jdbc:skein:} releases a schema
 * when its connection closes, and with the last one the file is free for others to write. Calcite's
 * own driver tells nobody: its schemas are released when they have become garbage, or at exit.
 */
final class SharedRuntimes {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final Map<RuntimeConfig, Shared> OPEN = new HashMap<>();
  private static boolean closesAtExit;

  /** A runtime and how many schemas use it. */
  private static final class Shared {
    private final DistributedRuntime runtime;
    private final DuckDbFunctions functions;
    private int users;

    Shared(DistributedRuntime runtime) {
      this.runtime = runtime;
      this.functions = new DuckDbFunctions(runtime);
    }
  }

  /** One schema's use of a runtime; released once, however often that is asked for. */
  static final class Lease {
    private final Shared shared;
    private final AtomicBoolean held = new AtomicBoolean(true);
    private final RuntimeConfig config;

    private Lease(RuntimeConfig config, Shared shared) {
      this.config = config;
      this.shared = shared;
    }

    DistributedRuntime runtime() {
      return shared.runtime;
    }

    DuckDbFunctions functions() {
      return shared.functions;
    }

    /** Also releases when {@code owner} has become garbage. */
    void releaseWith(Object owner) {
      CLEANER.register(owner, this::release);
    }

    void release() {
      if (held.compareAndSet(true, false)) {
        SharedRuntimes.release(config);
      }
    }
  }

  private SharedRuntimes() {}

  static synchronized Lease lease(RuntimeConfig config) {
    Shared shared = OPEN.get(config);
    if (shared == null) {
      shared = new Shared(DistributedRuntime.open(config));
      OPEN.put(config, shared);
      if (!closesAtExit) {
        closesAtExit = true;
        Runtime.getRuntime().addShutdownHook(new Thread(SharedRuntimes::closeAll, "skein-close"));
      }
    }
    shared.users++;
    return new Lease(config, shared);
  }

  private static synchronized void release(RuntimeConfig config) {
    Shared shared = OPEN.get(config);
    if (shared != null && --shared.users == 0) {
      OPEN.remove(config);
      shared.runtime.close();
    }
  }

  private static synchronized void closeAll() {
    OPEN.values().forEach(shared -> shared.runtime.close());
    OPEN.clear();
  }
}
