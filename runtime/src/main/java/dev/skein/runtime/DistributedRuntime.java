package dev.skein.runtime;

import dev.skein.runtime.StageCutter.CutStage;
import dev.skein.runtime.catalog.CatalogReader;
import dev.skein.runtime.catalog.CatalogTable;
import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.schedule.TaskScheduler;
import dev.skein.runtime.split.SplitPlan;
import dev.skein.runtime.split.TableLayout;
import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Stage;
import dev.skein.runtime.task.StageGraph;
import dev.skein.runtime.task.TableSource;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.task.TaskId;
import dev.skein.runtime.worker.DuckDbDatabase;
import dev.skein.runtime.worker.DuckDbWorker;
import dev.skein.runtime.worker.Worker;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * The only door of the runtime: opens the database and the workers of one schema, runs stage
 * graphs, closes everything. Safe for use by many threads.
 */
public final class DistributedRuntime implements AutoCloseable {
  private final RuntimeConfig config;
  private final DuckDbDatabase database;
  private final BufferAllocator allocator = new RootAllocator();
  private final DuckDbWorker coordinator;
  private final TaskScheduler scheduler;
  private final StageCutter cutter;

  private DistributedRuntime(RuntimeConfig config, DuckDbDatabase database) {
    this.config = config;
    this.database = database;
    this.coordinator = new DuckDbWorker("coordinator", 1, database, allocator);
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < config.embeddedWorkers(); i++) {
      workers.add(new DuckDbWorker("embedded-" + i, 1, database, allocator));
    }
    if (workers.isEmpty()) {
      workers.add(coordinator);
    }
    this.scheduler = new TaskScheduler(workers);
    this.cutter = new StageCutter(database, config);
  }

  /** Opens the database and the workers. */
  public static DistributedRuntime open(RuntimeConfig config) {
    DuckDbDatabase database =
        config.database().isPresent()
            ? DuckDbDatabase.open(config.database().get(), !config.readOnly(), config.settings())
            : DuckDbDatabase.openInMemory(config.memoryName(), config.settings());
    return new DistributedRuntime(config, database);
  }

  public RuntimeConfig config() {
    return config;
  }

  /** How many tasks run at a time, over all workers. */
  public int slots() {
    return config.embeddedWorkers() == 0 && config.endpoints().isEmpty() ? 0 : scheduler.slots();
  }

  /** The parent of the allocators with which rows are read. */
  public BufferAllocator allocator() {
    return allocator;
  }

  /** Names the state of the data; equal as long as nothing changed, empty where that is unknown. */
  public String version() {
    return database.version();
  }

  /** The tables and views of a DuckDB schema as they are now. */
  public Map<String, CatalogTable> tables(String schema) {
    try (Connection connection = database.newConnection()) {
      return CatalogReader.read(connection, schema);
    } catch (SQLException e) {
      throw new SkeinException(
          Kind.USER, "Cannot read the catalog of " + database + ": " + e.getMessage(), e);
    }
  }

  /** How a driving table would be cut now, for EXPLAIN. */
  public SplitPlan cut(Stage.Driver driver) {
    return cutter.cut(driver, Math.max(1, slots()), 1);
  }

  /** The row groups of a table. */
  public TableLayout layout(TableSource table) {
    return cutter.layout(table);
  }

  /** Starts a query; its rows stream from the result, whose close ends it. */
  public RunningQuery start(StageGraph graph, QueryRequest request) {
    QueryId id = new QueryId(UUID.randomUUID().toString().substring(0, 13));
    int slots = slots();
    List<CutStage> stages = graph.stages().stream().map(stage -> cutter.cut(stage, slots)).toList();
    database.pin(id, connections(stages));
    Map<Integer, BatchStream> gathered = new HashMap<>();
    try {
      for (CutStage cut : stages) {
        Stage stage = cut.stage();
        List<Task> tasks = tasks(id, cut, request);
        BatchStream rows;
        if (stage.placement() == Stage.Placement.COORDINATOR) {
          Map<Integer, BatchStream> inputs = new HashMap<>();
          stage.inputs().forEach(input -> inputs.put(input, gathered.remove(input)));
          rows = coordinator.execute(tasks.get(0), inputs);
        } else {
          rows = scheduler.gather(tasks);
        }
        gathered.put(stage.id(), rows);
      }
      return new RunningQuery(
          id, Objects.requireNonNull(gathered.get(graph.root().id())), () -> database.unpin(id));
    } catch (RuntimeException e) {
      gathered.values().forEach(BatchStream::close);
      database.unpin(id);
      throw e;
    }
  }

  /** How many connections the stages use at most at a time. */
  private int connections(List<CutStage> stages) {
    int connections = 0;
    for (CutStage cut : stages) {
      connections += Math.min(cut.pieces().size(), scheduler.slots());
    }
    return connections;
  }

  private List<Task> tasks(QueryId id, CutStage cut, QueryRequest request) {
    List<Task> tasks = new ArrayList<>();
    DatabaseRef ref = new DatabaseRef("", database.version());
    for (StageCutter.Piece piece : cut.pieces()) {
      tasks.add(
          new Task(
              new TaskId(id, cut.stage().id(), tasks.size()),
              cut.pieces().size(),
              1,
              piece.branch().sql().render(piece.split()),
              request.parameters(),
              ref,
              cut.stage().inputs(),
              piece.split()));
    }
    return tasks;
  }

  @Override
  public void close() {
    scheduler.close();
    coordinator.close();
    cutter.close();
    database.close();
    allocator.close();
  }
}
