package dev.skein.runtime.schedule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task as the {@link Dispatcher} sees it. Guarded by the scheduler's lock. */
final class PendingTask {
  /** Whether it waits for a worker. */
  enum State {
    WAITING,
    /** Lost; it waits for a while first. */
    BACKING_OFF,
    STARTED,
    DONE
  }

  final TaskGroup group;

  /** Its place in the group. */
  final int index;

  /** How many rows it is thought to read. */
  final long weight;

  /** The worker that read the same before. */
  final @Nullable String preferred;

  State state = State.WAITING;

  /** Whether the reader waits for its rows. */
  boolean needed;

  int attempts;
  long notBefore;

  /** The worker that lost it last. */
  @Nullable WorkerSlots avoid;

  /** Those of its attempts that have not ended. */
  final List<Attempt> live = new ArrayList<>(2);

  PendingTask(TaskGroup group, int index, long weight, @Nullable String preferred) {
    this.group = group;
    this.index = index;
    this.weight = Math.max(1, weight);
    this.preferred = preferred;
  }
}
