package dev.skein.runtime.schedule;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.exchange.HeldBatches;
import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.Worker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A stage whose tasks read the whole output of other stages. The first read collects that output
 * and only then starts the tasks, so that no slot is taken while others are still waited for.
 *
 * <p>Embedded workers share one DuckDB, so that one of them takes the rows for all, as they come.
 * Remote ones get a copy each before their first task, from what was collected.
 */
final class StageWithInputs implements BatchStream, RunningStage {
  private final QueryScope scope;
  private final StageTasks stage;
  private final Map<Integer, BatchStream> inputs;
  private final Function<List<BatchStream>, BatchStream> gather;

  /** What is collected for remote workers. */
  private final List<HeldBatches> collected = new CopyOnWriteArrayList<>();

  private volatile @Nullable BatchStream rows; // written under this
  private volatile boolean closed;

  StageWithInputs(
      QueryScope scope,
      StageTasks stage,
      Map<Integer, BatchStream> inputs,
      Function<List<BatchStream>, BatchStream> gather) {
    this.scope = scope;
    this.stage = stage;
    this.inputs = inputs;
    this.gather = gather;
    scope.add(this);
  }

  @Override
  public Schema schema() {
    return open().schema();
  }

  @Override
  public void awaitAhead() {
    open().awaitAhead();
  }

  @Override
  public @Nullable ArrowRecordBatch next() {
    return open().next();
  }

  private synchronized BatchStream open() {
    if (closed) {
      throw new SkeinException(Kind.CANCELLED, "Query " + scope.trace.id() + " was closed");
    }
    BatchStream open = rows;
    if (open == null) {
      List<DrivenTask> tasks = stage.tasks();
      QueryId query = tasks.get(0).task().id().query();
      DatabaseRef database = tasks.get(0).task().database();
      try {
        TaskInputs ready =
            scope.scheduler.isRemote() ? hold(query, database) : load(query, database);
        open = gather.apply(scope.run(tasks, ready));
        rows = open;
      } catch (SkeinException e) {
        scope.fail(e);
        throw e;
      }
    }
    return open;
  }

  private TaskInputs load(QueryId query, DatabaseRef database) {
    Worker worker = scope.scheduler.anyWorker();
    scope.atEnd(() -> worker.release(query));
    inputs.forEach((input, output) -> worker.load(query, database, input, output));
    return TaskInputs.NONE;
  }

  private TaskInputs hold(QueryId query, DatabaseRef database) {
    Map<Integer, LoadedInputs.Output> outputs = new HashMap<>();
    inputs.forEach(
        (input, output) -> {
          HeldBatches held = new HeldBatches(scope.scheduler.space());
          scope.atEnd(held::close);
          collected.add(held);
          try (output) {
            outputs.put(input, new LoadedInputs.Output(output.schema(), held));
            for (ArrowRecordBatch b = output.next(); b != null; b = output.next()) {
              held.add(b);
            }
          }
        });
    LoadedInputs loaded = new LoadedInputs(query, database, outputs);
    scope.atEnd(() -> loaded.release(scope.scheduler::execute));
    return loaded;
  }

  @Override
  public void stop() {
    // the inputs and the tasks are stopped by themselves
  }

  @Override
  public void close() {
    closed = true;
    inputs.values().forEach(BatchStream::close);
    collected.forEach(HeldBatches::close); // which ends the loads that read them
    BatchStream open = rows;
    if (open != null) {
      open.close();
    }
  }
}
