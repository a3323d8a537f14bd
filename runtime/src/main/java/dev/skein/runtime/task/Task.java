package dev.skein.runtime.task;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A stage's SQL on one split: all that a worker needs to know to run it.
 *
 * @param id which task of which stage of which query
 * @param total how many tasks the stage has
 * @param attempt 1 for the first try
 * @param sql the complete DuckDB SQL, with {@code $1}.. for parameters
 * @param parameters the values of the parameters: String, Boolean, Byte, Short, Integer, Long,
 *     BigInteger, Float, Double, BigDecimal, LocalDate, LocalTime, LocalDateTime, OffsetDateTime,
 *     UUID, byte[] or null
 * @param database the database the SQL reads, in the version the query was planned on
 * @param inputs ids of the stages whose output the worker has been given before
 * @param files the Parquet files that it reads, in the versions they had when the query began
 * @param split how to show what it reads
 * @param memoryLimit bytes that its sorts and hash tables may hold in memory; empty for as much as
 *     the database has
 * @param longEnd whether the SQL ends in a pipeline that reads much, and not in the few rows of an
 *     aggregate or a sort: DuckDB (2.0.0) returns the result of a prepared statement on one thread
 */
public record Task(
    TaskId id,
    int total,
    int attempt,
    String sql,
    List<@Nullable Object> parameters,
    DatabaseRef database,
    List<Integer> inputs,
    List<DataFile> files,
    Split split,
    OptionalLong memoryLimit,
    boolean longEnd) {
  public Task {
    parameters = java.util.Collections.unmodifiableList(new java.util.ArrayList<>(parameters));
    inputs = List.copyOf(inputs);
    files = List.copyOf(files);
    if (attempt < 1 || total < 1 || id.task() >= total) {
      throw new IllegalArgumentException(
          "Task " + id + " of " + total + ", attempt " + attempt + ", is not one");
    }
  }

  /** A task that reads the database alone. */
  public Task(
      TaskId id,
      int total,
      int attempt,
      String sql,
      List<@Nullable Object> parameters,
      DatabaseRef database,
      List<Integer> inputs,
      Split split,
      OptionalLong memoryLimit) {
    this(
        id,
        total,
        attempt,
        sql,
        parameters,
        database,
        inputs,
        List.of(),
        split,
        memoryLimit,
        false);
  }

  public Task withAttempt(int next) {
    return new Task(
        id, total, next, sql, parameters, database, inputs, files, split, memoryLimit, longEnd);
  }
}
