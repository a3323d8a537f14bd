package dev.skein.runtime.split;

import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.StageGraph.ExecutionMode;
import java.util.List;

/**
 * How one driving table is read: the splits in storage order, at least one.
 *
 * @param mode {@code DELEGATED} if there is one split, otherwise what they were cut along
 * @param rowGroups how many row groups the table has, 0 where they are unknown
 * @param prunedRowGroups how many of them statistics exclude; a split may span them, but neither do
 *     they count for its size nor does DuckDB read them
 * @param description one line for EXPLAIN
 */
public record SplitPlan(
    List<Split> splits,
    ExecutionMode mode,
    int rowGroups,
    int prunedRowGroups,
    String description) {
  public SplitPlan {
    splits = List.copyOf(splits);
    if (splits.isEmpty()) {
      throw new IllegalArgumentException("A table is read by at least one split");
    }
  }
}
