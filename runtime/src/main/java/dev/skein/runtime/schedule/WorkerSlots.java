package dev.skein.runtime.schedule;

import java.util.Comparator;

/** A worker as the {@link Dispatcher} sees it. Guarded by the scheduler's lock. */
final class WorkerSlots {
  /** Whether it gets tasks. */
  enum State {
    ACTIVE,
    /** It lost several attempts in a row: none for a while. */
    SET_ASIDE,
    /** After that while: one at a time, until one finishes. */
    PROBED,
    /** It finishes what it has. */
    DRAINING,
    GONE
  }

  /** Least loaded first; among equals, who has waited longest. */
  static final Comparator<WorkerSlots> LEAST_LOADED_FIRST =
      (a, b) -> {
        int byLoad = Long.compare((long) a.used * b.slots, (long) b.used * a.slots);
        return byLoad != 0 ? byLoad : Long.compare(a.turn, b.turn);
      };

  final String name;
  final int slots;
  final boolean remote;

  State state = State.ACTIVE;
  int used;
  long turn;
  int lossesInRow;
  long asideUntil;
  long asideFor;
  long finished;
  long lost;

  WorkerSlots(String name, int slots, boolean remote, long turn) {
    this.name = name;
    this.slots = Math.max(1, slots);
    this.remote = remote;
    this.turn = turn;
  }

  /** How many tasks it may have at a time. */
  int usable() {
    return switch (state) {
      case ACTIVE -> slots;
      case PROBED -> 1;
      case SET_ASIDE, DRAINING, GONE -> 0;
    };
  }

  boolean isFree() {
    return used < usable();
  }
}
