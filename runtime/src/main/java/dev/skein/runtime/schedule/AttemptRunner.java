package dev.skein.runtime.schedule;

import dev.skein.runtime.task.SkeinException;

/**
 * Carries out for the tasks of one {@link TaskGroup} what the {@link Dispatcher} decides. Called
 * under the scheduler's lock, so that it must not wait.
 */
interface AttemptRunner {
  /** Begins an attempt; it has a slot. */
  void start(Attempt attempt);

  /** Goes on with a paused attempt; it has a slot again. */
  void resume(Attempt attempt);

  /** Stops an attempt that another one has outrun; {@link Dispatcher#ended} reports its end. */
  void stop(Attempt attempt);

  /** Ends the query: the group's tasks cannot be run. */
  void fail(SkeinException reason);
}
