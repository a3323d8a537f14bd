package dev.skein.runtime.schedule;

import dev.skein.runtime.combine.SortedMerge;
import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.exchange.OrderedGather;
import dev.skein.runtime.task.Gather;
import dev.skein.runtime.task.Stage;
import dev.skein.runtime.task.Stage.Placement;
import dev.skein.runtime.worker.DuckDbWorker;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Ties the stages of one query together. Stages without inputs start at once and run ahead; whoever
 * reads the result pulls the others along, so that no thread of its own waits anywhere.
 */
public final class GraphRun {
  private final QueryScope scope;
  private final List<StageTasks> stages;
  private final DuckDbWorker coordinator;
  private final Map<Integer, Integer> readers = new HashMap<>();
  private final Map<Integer, SharedRows> shared = new HashMap<>();

  private GraphRun(QueryScope scope, List<StageTasks> stages, DuckDbWorker coordinator) {
    this.scope = scope;
    this.stages = stages;
    this.coordinator = coordinator;
    for (StageTasks stage : stages) {
      for (int input : distinctInputs(stage.stage())) {
        readers.merge(input, 1, Integer::sum);
      }
    }
  }

  /**
   * Starts a query.
   *
   * @param stages all its stages, by their ids
   * @param coordinator runs what is placed on the coordinator
   * @return the rows of the last stage
   */
  public static BatchStream start(
      QueryScope scope, List<StageTasks> stages, DuckDbWorker coordinator) {
    GraphRun run = new GraphRun(scope, stages, coordinator);
    return run.rows(stages.size() - 1);
  }

  private static Set<Integer> distinctInputs(Stage stage) {
    return new TreeSet<>(stage.inputs());
  }

  /** The output of a stage for one of its readers. */
  private BatchStream rows(int id) {
    if (readers.getOrDefault(id, 0) <= 1) {
      return open(stages.get(id));
    }
    SharedRows rows = shared.get(id);
    if (rows == null) {
      rows = new SharedRows(open(stages.get(id)), scope.scheduler.space());
      shared.put(id, rows);
      scope.atEnd(rows::close);
    }
    return rows.reader();
  }

  private BatchStream open(StageTasks stage) {
    Map<Integer, BatchStream> inputs = new LinkedHashMap<>();
    for (int input : distinctInputs(stage.stage())) {
      inputs.put(input, rows(input));
    }
    if (stage.stage().placement() == Placement.COORDINATOR) {
      return new CoordinatorStage(scope, stage.tasks().get(0).task(), coordinator, inputs);
    }
    return inputs.isEmpty()
        ? gather(stage, scope.run(stage.tasks()))
        : new StageWithInputs(scope, stage, inputs, tasks -> gather(stage, tasks));
  }

  private BatchStream gather(StageTasks stage, List<BatchStream> tasks) {
    if (tasks.size() == 1) {
      return tasks.get(0);
    }
    Gather gather = stage.stage().gather();
    return gather instanceof Gather.MergeSorted merge
        ? new SortedMerge(tasks, merge.keys(), scope.scheduler.space().allocator())
        : new OrderedGather(tasks);
  }
}
