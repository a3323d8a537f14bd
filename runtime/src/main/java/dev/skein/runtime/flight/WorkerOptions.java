package dev.skein.runtime.flight;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a worker process is started with.
 *
 * @param listen {@code grpc://host:port} or {@code grpc+tls://host:port}; port 0 for any free one
 * @param data the directory whose files it may read
 * @param slots how many tasks run at a time
 * @param threads DuckDB threads of each database; 0 for one per core
 * @param memoryLimit of each open database, as DuckDB writes it, e.g. {@code 4GB}; empty for
 *     DuckDB's default, 80% of the machine
 * @param maxTempSize how much each open database may spill
 * @param tempDirectory where a private directory for spilling is made; empty for the system's
 * @param maxDatabases how many databases stay open while nobody uses them
 */
public record WorkerOptions(
    URI listen,
    Path data,
    int slots,
    int threads,
    Optional<String> memoryLimit,
    Optional<String> maxTempSize,
    Optional<Path> tempDirectory,
    int maxDatabases) {
  public WorkerOptions {
    Endpoints.check(listen);
    if (slots < 1 || slots > 10_000) {
      throw new SkeinException(Kind.USER, "--slots is 1 to 10000, not " + slots);
    }
    if (threads < 0) {
      throw new SkeinException(Kind.USER, "--threads is 0 or more, not " + threads);
    }
    if (maxDatabases < 1) {
      throw new SkeinException(Kind.USER, "--max-databases is 1 or more, not " + maxDatabases);
    }
  }

  /** Everything by default: one slot a core, loopback, DuckDB's own limits. */
  public static WorkerOptions of(URI listen, Path data) {
    return new WorkerOptions(
        listen,
        data,
        Runtime.getRuntime().availableProcessors(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        4);
  }

  public WorkerOptions withSlots(int newSlots) {
    return new WorkerOptions(
        listen, data, newSlots, threads, memoryLimit, maxTempSize, tempDirectory, maxDatabases);
  }
}
