package dev.skein.runtime.schedule;

/** The tasks of one stage of one query while they run. */
interface RunningStage {
  /** Stops its attempts and frees queued rows. Called under the lock; must not wait. */
  void stop();

  /** Called after {@link #stop} by whoever closes the query; may wait for what it stops. */
  void close();
}
