package dev.skein.runtime.history;

/**
 * Is told of each query and each attempt at a task once it has ended. Called by whoever ended it,
 * perhaps under the scheduler's lock, so it must be quick.
 */
public interface HistoryListener {
  void queryEnded(QueryRecord query);

  void attemptEnded(AttemptRecord attempt);
}
