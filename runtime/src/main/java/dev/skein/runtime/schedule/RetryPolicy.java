package dev.skein.runtime.schedule;

import java.time.Duration;

/**
 * What follows when an attempt is lost with its worker.
 *
 * @param maxAttempts how often a task is tried in all
 * @param firstBackOff how long after the first loss; each further one waits twice as long
 * @param lossesToSetAside after so many losses in a row a worker gets no tasks for a while
 * @param firstProbeAfter how long that while is; then it gets one task, and if that is lost too,
 *     the next while is twice as long
 * @param longestProbeAfter how long at most
 * @param patience how long a query waits when there is no worker left
 */
public record RetryPolicy(
    int maxAttempts,
    Duration firstBackOff,
    int lossesToSetAside,
    Duration firstProbeAfter,
    Duration longestProbeAfter,
    Duration patience) {
  public static final RetryPolicy DEFAULTS =
      new RetryPolicy(
          4,
          Duration.ofMillis(100),
          3,
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30));

  public RetryPolicy {
    if (maxAttempts < 1 || lossesToSetAside < 1) {
      throw new IllegalArgumentException(
          "There is at least one attempt, and one loss to set aside");
    }
  }

  /** The same with another wait for a worker. */
  public RetryPolicy withPatience(Duration other) {
    return new RetryPolicy(
        maxAttempts, firstBackOff, lossesToSetAside, firstProbeAfter, longestProbeAfter, other);
  }
}
