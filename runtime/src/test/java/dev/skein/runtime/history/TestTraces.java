package dev.skein.runtime.history;

import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.StageGraph.ExecutionMode;
import dev.skein.runtime.task.StageGraph.MergeStrategy;

/** Traces of queries of which only the name and the number of tasks matter. */
public final class TestTraces {
  private TestTraces() {}

  public static QueryTrace begin(String query) {
    return begin(new QueryHistory(1, 1), query, 1);
  }

  public static QueryTrace begin(QueryHistory history, String query, int tasks) {
    return history.begin(
        new QueryId(query),
        "sql",
        ExecutionMode.DELEGATED,
        MergeStrategy.CONCATENATE,
        "because",
        tasks);
  }
}
