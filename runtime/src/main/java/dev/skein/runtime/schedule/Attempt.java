package dev.skein.runtime.schedule;

import org.jspecify.annotations.Nullable;

/** One try at a task. Guarded by the scheduler's lock. */
final class Attempt {
  /** Whether it has a slot: while it runs and only then. */
  enum State {
    RUNNING,
    /** Without a slot, because nobody takes its rows. */
    PAUSED,
    /** Waiting for a slot to go on. */
    RESUMING,
    ENDED
  }

  final PendingTask task;
  final int number;

  /** Where it runs; for one that was paused, whose slot it has. */
  WorkerSlots worker;

  final long startedAt;
  State state = State.RUNNING;

  /** It should go on although it has not yet said that it pauses. */
  boolean resumeAtOnce;

  /** What runs it; set by {@link AttemptRunner#start}. */
  @Nullable AttemptRun run;

  Attempt(PendingTask task, int number, WorkerSlots worker, long startedAt) {
    this.task = task;
    this.number = number;
    this.worker = worker;
    this.startedAt = startedAt;
  }
}
