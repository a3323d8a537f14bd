package dev.skein.runtime.history;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A time from a start to an end of which the first to be reported counts. Thread-safe. */
final class Span {
  private final Instant start = Instant.now();
  private final long startNanos = System.nanoTime();
  private long endNanos;
  private RunState state = RunState.RUNNING;
  private @Nullable String error;

  /** Whether it had not ended before. */
  synchronized boolean end(RunState how, @Nullable String why) {
    if (state != RunState.RUNNING) {
      return false;
    }
    endNanos = System.nanoTime();
    state = how;
    error = why;
    return true;
  }

  /** Whether it had not ended before. */
  boolean fail(Throwable failure) {
    boolean cancelled = failure instanceof SkeinException s && s.kind() == Kind.CANCELLED;
    return end(
        cancelled ? RunState.CANCELLED : RunState.FAILED, String.valueOf(failure.getMessage()));
  }

  Instant start() {
    return start;
  }

  synchronized Duration duration() {
    return Duration.ofNanos(
        (state == RunState.RUNNING ? System.nanoTime() : endNanos) - startNanos);
  }

  synchronized RunState state() {
    return state;
  }

  synchronized Optional<String> error() {
    return Optional.ofNullable(error);
  }
}
