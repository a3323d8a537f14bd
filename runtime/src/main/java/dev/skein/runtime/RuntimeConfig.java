package dev.skein.runtime;

import dev.skein.runtime.flight.security.TlsFiles;
import dev.skein.runtime.schedule.SchedulePolicy;
import dev.skein.runtime.worker.DuckDbSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What one {@link DistributedRuntime} is made of.
 *
 * @param name how messages call it: the name of the schema
 * @param database the DuckDB file; empty for one in memory
 * @param memoryName the name of a database in memory that this JVM shares; empty for a private one
 * @param embeddedWorkers how many slots run tasks in this process; ignored with endpoints
 * @param endpoints where remote workers are, as {@link dev.skein.runtime.flight.WorkerDirectories}
 *     reads it
 * @param tasksPerSlot at most so many tasks a stage for each slot
 * @param smallTasks whether a stage is cut as finely as tasksPerSlot allows, for tests
 * @param readOnly whether the file is attached read-only, which keeps writers of other processes
 *     out; otherwise it is shared with this process's own writers. With endpoints it always is
 * @param dataRoot the folder that remote workers see as their {@code --data}; empty for the folder
 *     of the database file
 * @param policy the limits and the patience with which queries are run
 * @param tokenFile the secret to show to remote workers, which those that join must show too
 * @param tls who must have signed the certificates of remote workers, and what to show to them
 * @param limits what each query may take
 */
public record RuntimeConfig(
    String name,
    Optional<Path> database,
    String memoryName,
    int embeddedWorkers,
    List<String> endpoints,
    int tasksPerSlot,
    boolean smallTasks,
    boolean readOnly,
    Optional<Path> dataRoot,
    DuckDbSettings settings,
    SchedulePolicy policy,
    Optional<Path> tokenFile,
    TlsFiles tls,
    QueryLimits limits) {
  public RuntimeConfig {
    endpoints = List.copyOf(endpoints);
    if (embeddedWorkers < 0) {
      throw new IllegalArgumentException("embeddedWorkers is 0 or more: " + embeddedWorkers);
    }
    if (tasksPerSlot < 1) {
      throw new IllegalArgumentException("tasksPerSlot is 1 or more: " + tasksPerSlot);
    }
  }

  /** With the usual limits; what waits for its reader is spilled where DuckDB spills. */
  public RuntimeConfig(
      String name,
      Optional<Path> database,
      String memoryName,
      int embeddedWorkers,
      List<String> endpoints,
      int tasksPerSlot,
      boolean smallTasks,
      boolean readOnly,
      Optional<Path> dataRoot,
      DuckDbSettings settings) {
    this(
        name,
        database,
        memoryName,
        embeddedWorkers,
        endpoints,
        tasksPerSlot,
        smallTasks,
        readOnly,
        dataRoot,
        settings,
        SchedulePolicy.DEFAULTS.withSpillDirectory(settings.tempDirectory()),
        Optional.empty(),
        TlsFiles.NONE,
        QueryLimits.NONE);
  }

  /** Whether tasks run in other processes. */
  public boolean isRemote() {
    return !endpoints.isEmpty();
  }
}
