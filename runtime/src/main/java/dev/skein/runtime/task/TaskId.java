package dev.skein.runtime.task;

/** Names a task as {@code query.stage.task}; attempts of a task share its id. */
public record TaskId(QueryId query, int stage, int task) {
  public TaskId {
    if (stage < 0 || task < 0) {
      throw new IllegalArgumentException("stage and task count from 0: " + stage + "." + task);
    }
  }

  @Override
  public String toString() {
    return query + "." + stage + "." + task;
  }
}
