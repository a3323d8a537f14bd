package dev.skein.calcite.schema;

import dev.skein.runtime.DistributedRuntime;
import dev.skein.runtime.RuntimeConfig;
import java.util.HashMap;
import java.util.Map;

/**
 * The runtimes of this JVM, one per configuration.
 *
 * <p>Calcite makes a schema for every connection and never closes it: a pool of connections, or a
 * tool that connects for each statement, would open a DuckDB instance each time. So equal
 * configurations share a runtime for as long as the process lives; it is closed when the JVM exits.
 */
final class SharedRuntimes {
  private static final Map<RuntimeConfig, DistributedRuntime> OPEN = new HashMap<>();

  private SharedRuntimes() {}

  static synchronized DistributedRuntime open(RuntimeConfig config) {
    DistributedRuntime runtime = OPEN.get(config);
    if (runtime == null) {
      runtime = DistributedRuntime.open(config);
      if (OPEN.isEmpty()) {
        Runtime.getRuntime().addShutdownHook(new Thread(SharedRuntimes::closeAll, "skein-close"));
      }
      OPEN.put(config, runtime);
    }
    return runtime;
  }

  private static synchronized void closeAll() {
    OPEN.values().forEach(DistributedRuntime::close);
    OPEN.clear();
  }
}
