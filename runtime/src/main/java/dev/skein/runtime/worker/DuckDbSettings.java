package dev.skein.runtime.worker;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The limits under which a DuckDB instance runs.
 *
 * @param memoryLimit as DuckDB writes it, e.g. {@code 4GB}; DuckDB's default is 80% of the machine
 * @param tempDirectory where it spills; empty for DuckDB's default
 * @param maxTempSize how much it may spill, e.g. {@code 10GB}
 * @param threads how many threads the instance uses, 0 for one per core
 * @param dataRoot the only directory whose files SQL may read besides the database; empty for none
 */
public record DuckDbSettings(
    Optional<String> memoryLimit,
    Optional<Path> tempDirectory,
    Optional<String> maxTempSize,
    int threads,
    Optional<Path> dataRoot) {
  public static final DuckDbSettings DEFAULTS =
      new DuckDbSettings(Optional.empty(), Optional.empty(), Optional.empty(), 0, Optional.empty());

  public DuckDbSettings {
    if (threads < 0) {
      throw new IllegalArgumentException("threads is 0 or more: " + threads);
    }
  }
}
