package dev.skein.runtime.schedule;

import dev.skein.runtime.task.Stage;
import java.util.List;

/** A stage and the tasks into which it was cut. */
public record StageTasks(Stage stage, List<DrivenTask> tasks) {
  public StageTasks {
    tasks = List.copyOf(tasks);
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("Stage " + stage.id() + " has no task");
    }
  }
}
