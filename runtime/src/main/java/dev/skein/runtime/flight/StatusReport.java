package dev.skein.runtime.flight;

import dev.skein.runtime.worker.DuckDbDatabase;
import dev.skein.runtime.worker.WorkerStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.LoggerFactory;

/** Puts together what a worker says of itself; asks DuckDB at most once a second. */
final class StatusReport {
  private static final long FRESH_NANOS = 1_000_000_000L;
  private static final String MEMORY =
      """
      SELECT coalesce(sum(memory_usage_bytes), 0)::BIGINT,
             parse_formatted_bytes(current_setting('memory_limit'))::BIGINT
      FROM duckdb_memory()
      """;

  private final Slots slots;
  private final OpenDatabases databases;

  private long memoryUsed;
  private long memoryLimit;
  private long askedNanos;

  StatusReport(Slots slots, OpenDatabases databases) {
    this.slots = slots;
    this.databases = databases;
    this.askedNanos = System.nanoTime() - FRESH_NANOS;
  }

  synchronized WorkerStatus now() {
    if (System.nanoTime() - askedNanos >= FRESH_NANOS) {
      askMemory();
      askedNanos = System.nanoTime();
    }
    return new WorkerStatus(
        slots.isDraining() ? WorkerStatus.State.DRAINING : WorkerStatus.State.READY,
        slots.count(),
        slots.running(),
        slots.waiting(),
        memoryUsed,
        memoryLimit);
  }

  private void askMemory() {
    long used = 0;
    long limit = 0;
    for (DuckDbDatabase database : databases.databases()) {
      try (Connection connection = database.newConnection();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(MEMORY)) {
        row.next();
        used += row.getLong(1);
        limit += row.getLong(2);
      } catch (SQLException e) {
        // The database was closed between the list and the question.
        LoggerFactory.getLogger(StatusReport.class).debug("no memory figures", e);
      }
    }
    memoryUsed = used;
    memoryLimit = limit;
  }
}
