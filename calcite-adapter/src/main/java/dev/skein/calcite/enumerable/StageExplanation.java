package dev.skein.calcite.enumerable;

import dev.skein.runtime.DistributedRuntime;
import dev.skein.runtime.task.Stage;

/** How EXPLAIN shows a stage: where it runs, what cuts it into how many tasks, and its SQL. */
final class StageExplanation {
  private StageExplanation() {}

  static String of(Stage stage, DistributedRuntime runtime) {
    StringBuilder text = new StringBuilder("{on=").append(stage.placement());
    if (!stage.inputs().isEmpty()) {
      text.append(", reads=").append(stage.inputs());
    }
    for (Stage.Branch branch : stage.branches()) {
      branch
          .driver()
          .ifPresentOrElse(
              driver ->
                  text.append(", driver=")
                      .append(driver.table().displayName())
                      .append(", cut=")
                      .append(runtime.cut(driver).description()),
              () -> text.append(", tasks=1"));
      text.append(", sql=[").append(branch.sql()).append(']');
    }
    return text.append('}').toString();
  }
}
