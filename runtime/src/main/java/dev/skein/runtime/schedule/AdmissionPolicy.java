package dev.skein.runtime.schedule;

import java.time.Duration;

/**
 * How many queries there may be.
 *
 * @param running how many may run at a time
 * @param queued how many more may wait for one of them to end
 * @param patience how long one waits
 */
public record AdmissionPolicy(int running, int queued, Duration patience) {
  public static final AdmissionPolicy DEFAULTS =
      new AdmissionPolicy(100, 200, Duration.ofSeconds(60));

  public AdmissionPolicy {
    if (running < 1 || queued < 0) {
      throw new IllegalArgumentException("At least one query runs, and none or more wait");
    }
  }
}
