package dev.skein.runtime.history;

import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.StageGraph.ExecutionMode;
import dev.skein.runtime.task.StageGraph.MergeStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One execution of a statement, as {@code skein.queries} shows it.
 *
 * @param mode how it was spread in fact, which for a small table is less than was planned
 * @param reason why it was planned so
 * @param duration until now for one that runs
 * @param rows how many rows its reader has taken
 * @param workers how many workers had a part in it
 * @param tasks into how many tasks it was cut
 */
public record QueryRecord(
    QueryId id,
    String sql,
    ExecutionMode mode,
    MergeStrategy merge,
    String reason,
    Instant start,
    Duration duration,
    long rows,
    RunState state,
    Optional<String> error,
    int workers,
    int tasks) {}
