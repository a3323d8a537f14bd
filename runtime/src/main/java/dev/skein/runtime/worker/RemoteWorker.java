package dev.skein.runtime.worker;

import dev.skein.runtime.task.SkeinException;
import java.util.concurrent.CompletionStage;

/** A worker in another process, which can fail on its own. */
public interface RemoteWorker extends Worker {
  @Override
  default boolean isRemote() {
    return true;
  }

  /** What it computes on. */
  WorkerCores cores();

  /** What the worker last said of itself; never waits. */
  WorkerStatus status();

  /**
   * Completes, with the reason, once this side has given the worker up: the connection broke, the
   * worker fell silent or forgot us. All its streams have then failed, and it does not come back;
   * whoever wants it again connects again.
   */
  CompletionStage<SkeinException> lost();
}
