package dev.skein.runtime.schedule;

import dev.skein.runtime.exchange.HeldBatches;
import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.Worker;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.slf4j.LoggerFactory;

/**
 * The collected outputs of stages, given to each remote worker that runs a task which reads them:
 * once, by the first attempt there, while the others wait.
 */
final class LoadedInputs implements TaskInputs {
  private final QueryId query;
  private final DatabaseRef database;
  private final Map<Integer, Output> outputs;
  private final Map<Worker, CompletableFuture<Void>> loads = new ConcurrentHashMap<>();
  private final Set<Worker> touched = ConcurrentHashMap.newKeySet();

  /** The output of one stage. */
  record Output(Schema schema, HeldBatches rows) {}

  LoadedInputs(QueryId query, DatabaseRef database, Map<Integer, Output> outputs) {
    this.query = query;
    this.database = database;
    this.outputs = Map.copyOf(outputs);
  }

  @Override
  public void prepare(Worker worker) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> first = loads.putIfAbsent(worker, mine);
    if (first != null) {
      await(first, worker);
      return;
    }
    touched.add(worker);
    try {
      outputs.forEach(
          (stage, output) ->
              worker.load(query, database, stage, output.rows().replay(output.schema())));
      mine.complete(null);
    } catch (RuntimeException | Error e) {
      loads.remove(worker, mine);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private void await(CompletableFuture<Void> load, Worker worker) {
    try {
      load.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SkeinException s) {
        throw new SkeinException(s.kind(), s.getMessage(), s);
      }
      throw new SkeinException(
          Kind.INTERNAL, "Loading rows into worker " + worker.name() + " failed: " + e, e);
    }
  }

  /** A load that is still on its way began later than what was lost. */
  @Override
  public void forget(Worker worker) {
    loads.computeIfPresent(worker, (same, load) -> load.isDone() ? null : load);
  }

  /** The query has ended: the workers may drop the rows. Nobody waits for one that is slow. */
  void release(Consumer<Runnable> threads) {
    for (Worker worker : touched) {
      threads.accept(() -> release(worker));
    }
  }

  private void release(Worker worker) {
    try {
      worker.release(query);
    } catch (SkeinException e) {
      // A worker that is gone has dropped them, and one that stays drops them by its lease.
      LoggerFactory.getLogger(LoadedInputs.class).debug("release failed", e);
    }
  }
}
