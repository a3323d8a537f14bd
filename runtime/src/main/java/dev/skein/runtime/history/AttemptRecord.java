package dev.skein.runtime.history;

import dev.skein.runtime.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One try at one task, as {@code skein.tasks} shows it.
 *
 * @param total how many tasks the stage has
 * @param attempt 1 for the first try
 * @param split what it reads of the driving table, in words
 * @param bytes the size of the Arrow batches it returned
 * @param duration until now for one that runs
 */
public record AttemptRecord(
    TaskId task,
    int total,
    int attempt,
    String sql,
    String split,
    String worker,
    long rows,
    long bytes,
    Instant start,
    Duration duration,
    RunState state,
    Optional<String> error) {}
