package dev.skein.runtime.history;

/** How far a query or an attempt has come. */
public enum RunState {
  RUNNING,
  FINISHED,
  FAILED,
  /** Closed before its last row was read, or its time ran out. */
  CANCELLED
}
