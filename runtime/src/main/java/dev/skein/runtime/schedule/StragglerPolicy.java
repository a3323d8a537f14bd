package dev.skein.runtime.schedule;

import java.time.Duration;

/**
 * When a task that is slow on one remote worker gets a second attempt on another: once no task of
 * its stage waits any more and half of them have finished.
 *
 * @param atLeast how long it must have run
 * @param factor how many times longer than the finished tasks, size for size, it must have run
 * @param lookEvery how often to look
 */
public record StragglerPolicy(Duration atLeast, double factor, Duration lookEvery) {
  public static final StragglerPolicy DEFAULTS =
      new StragglerPolicy(Duration.ofSeconds(1), 2, Duration.ofMillis(100));
}
