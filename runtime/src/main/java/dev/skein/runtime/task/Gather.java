package dev.skein.runtime.task;

import java.util.List;

/** How the rows of the tasks of a stage become one stream. */
public sealed interface Gather {
  /** One task's rows after the other's, in the order of the tasks. */
  record Concatenate() implements Gather {}

  /**
   * Merged: each task's rows are sorted by the keys, and so is the result. Rows that are equal by
   * the keys keep the order of the tasks. The keys are of types for which {@link
   * SortKey#isMergeable} holds, and no column is or contains a UNION.
   */
  record MergeSorted(List<SortKey> keys) implements Gather {
    public MergeSorted {
      keys = List.copyOf(keys);
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("Rows are merged by at least one key");
      }
    }
  }
}
