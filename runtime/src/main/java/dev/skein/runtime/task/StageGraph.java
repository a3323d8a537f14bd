package dev.skein.runtime.task;

import java.util.List;

/**
 * A whole query: its stages in an order in which they can run. The last one's output, gathered in
 * split order, is the result.
 *
 * @param reason why this mode was chosen, for EXPLAIN and the history
 */
public record StageGraph(
    List<Stage> stages, ExecutionMode mode, MergeStrategy merge, String reason) {
  public StageGraph {
    stages = List.copyOf(stages);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("A query has at least one stage");
    }
    for (int i = 0; i < stages.size(); i++) {
      if (stages.get(i).id() != i) {
        throw new IllegalArgumentException("Stage " + stages.get(i).id() + " stands at " + i);
      }
    }
  }

  public Stage root() {
    return stages.get(stages.size() - 1);
  }

  /** How a query was spread, as {@code skein.queries} shows it. */
  public enum ExecutionMode {
    /** On the coordinator alone. */
    LOCAL,
    /** As one task on one worker. */
    DELEGATED,
    ROW_GROUP_PARTITION,
    RANGE_PARTITION,
    MODULO_PARTITION
  }

  /** How the outputs of the tasks became one result. */
  public enum MergeStrategy {
    CONCATENATE,
    MERGE_SORTED,
    AGGREGATE_MERGE,
    GROUP_BY_MERGE,
    DISTINCT_MERGE
  }
}
