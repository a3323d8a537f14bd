package dev.skein.runtime.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What one query has of the slots. Guarded by the scheduler's lock. */
final class QueryShare {
  /** Who has the fewest slots is next; among equals, who has waited longest. */
  static final Comparator<QueryShare> LEAST_SERVED_FIRST =
      (a, b) -> {
        int bySlots = Integer.compare(a.slots, b.slots);
        return bySlots != 0 ? bySlots : Long.compare(a.turn, b.turn);
      };

  final List<TaskGroup> groups = new ArrayList<>(2);
  int slots;
  long turn;

  QueryShare(long turn) {
    this.turn = turn;
  }

  boolean isReady() {
    for (TaskGroup group : groups) {
      if (group.isReady()) {
        return true;
      }
    }
    return false;
  }
}
