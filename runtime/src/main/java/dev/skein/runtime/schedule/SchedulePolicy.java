package dev.skein.runtime.schedule;

import java.nio.file.Path;
import java.util.Optional;

/** The limits and the patience with which queries are run. */
public record SchedulePolicy(
    AdmissionPolicy admission,
    RetryPolicy retries,
    StragglerPolicy stragglers,
    BufferPolicy buffers) {
  public static final SchedulePolicy DEFAULTS =
      new SchedulePolicy(
          AdmissionPolicy.DEFAULTS,
          RetryPolicy.DEFAULTS,
          StragglerPolicy.DEFAULTS,
          BufferPolicy.forHeap(Runtime.getRuntime().maxMemory()));

  public SchedulePolicy withSpillDirectory(Optional<Path> directory) {
    return new SchedulePolicy(
        admission, retries, stragglers, buffers.withSpillDirectory(directory));
  }

  public SchedulePolicy withAdmission(AdmissionPolicy other) {
    return new SchedulePolicy(other, retries, stragglers, buffers);
  }

  public SchedulePolicy withRetries(RetryPolicy other) {
    return new SchedulePolicy(admission, other, stragglers, buffers);
  }
}
