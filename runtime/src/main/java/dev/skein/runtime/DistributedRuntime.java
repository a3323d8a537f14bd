package dev.skein.runtime;

import dev.skein.runtime.StageCutter.CutStage;
import dev.skein.runtime.catalog.CatalogFunction;
import dev.skein.runtime.catalog.CatalogReader;
import dev.skein.runtime.catalog.CatalogTable;
import dev.skein.runtime.catalog.FunctionReader;
import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.history.QueryHistory;
import dev.skein.runtime.history.QueryTrace;
import dev.skein.runtime.schedule.Cluster;
import dev.skein.runtime.schedule.DrivenTask;
import dev.skein.runtime.schedule.GraphRun;
import dev.skein.runtime.schedule.QueryGate;
import dev.skein.runtime.schedule.QueryScope;
import dev.skein.runtime.schedule.StageTasks;
import dev.skein.runtime.schedule.TaskScheduler;
import dev.skein.runtime.schedule.WorkerFigures;
import dev.skein.runtime.split.SplitPlan;
import dev.skein.runtime.split.TableLayout;
import dev.skein.runtime.split.TableStatistics;
import dev.skein.runtime.task.Gather;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Stage;
import dev.skein.runtime.task.Stage.Placement;
import dev.skein.runtime.task.StageGraph;
import dev.skein.runtime.task.StageGraph.ExecutionMode;
import dev.skein.runtime.task.TableSource;
import dev.skein.runtime.task.TableSource.ParquetTable;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.task.TaskId;
import dev.skein.runtime.worker.ArrowLibrary;
import dev.skein.runtime.worker.JvmFlags;
import dev.skein.runtime.worker.StatementParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The only door of the runtime: opens the database and the workers of one schema, runs stage
 * graphs, closes everything. Safe for use by many threads.
 */
public final class DistributedRuntime implements AutoCloseable {
  private static final int REMEMBERED_QUERIES = 1_000;
  private static final int REMEMBERED_ATTEMPTS = 20_000;

  private final RuntimeConfig config;
  private final BufferAllocator allocator = new RootAllocator();
  private final QueryHistory history = new QueryHistory(REMEMBERED_QUERIES, REMEMBERED_ATTEMPTS);
  private final QueryGate gate;
  private final @Nullable RemoteWorkers remote;
  private final String idPrefix = UUID.randomUUID().toString().substring(0, 8) + "-";
  private final AtomicLong ids = new AtomicLong();
  private final Set<QueryId> unclosed = ConcurrentHashMap.newKeySet();
  private final List<OpenDatabase> replaced = new ArrayList<>();
  private volatile OpenDatabase current;
  private @Nullable StatementParser parser;
  private boolean closed;

  private DistributedRuntime(RuntimeConfig config) {
    this.config = config;
    history.listen(new QueryLog(config.name()));
    this.gate = new QueryGate(config.policy().admission());
    RemoteWorkers workers = null;
    try {
      workers = config.isRemote() ? new RemoteWorkers(config, allocator) : null;
      this.remote = workers;
      this.current = OpenDatabase.open(config, allocator, remoteScheduler());
    } catch (RuntimeException e) {
      if (workers != null) {
        workers.close();
      }
      allocator.close();
      throw e;
    }
  }

  /** Opens the database and the workers. */
  public static DistributedRuntime open(RuntimeConfig config) {
    JvmFlags.check();
    ArrowLibrary.check();
    config.settings().tempDirectory().ifPresent(DistributedRuntime::checkTempDirectory);
    return new DistributedRuntime(config);
  }

  /** It is made and written to with the first rows that are spilled, perhaps weeks later. */
  private static void checkTempDirectory(Path directory) {
    Path existing = directory.toAbsolutePath();
    while (existing.getParent() != null && Files.notExists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
      throw new SkeinException(
          Kind.USER,
          "Nothing can be spilled to "
              + directory
              + ": "
              + existing
              + " is no directory that may be written to; check the operand 'tempDirectory'");
    }
  }

  private @Nullable TaskScheduler remoteScheduler() {
    return remote == null ? null : remote.scheduler();
  }

  public RuntimeConfig config() {
    return config;
  }

  /** The workers as they are now. */
  public Cluster cluster() {
    return remote == null
        ? Cluster.embedded(config.embeddedWorkers())
        : remote.scheduler().cluster();
  }

  /** The parent of the allocators with which rows are read. */
  public BufferAllocator allocator() {
    return allocator;
  }

  /** Names the state of the data; equal as long as nothing changed, empty where that is unknown. */
  public String version() {
    return current().database.version();
  }

  /**
   * Names how the tables and views are defined, so that what was planned on other columns, keys or
   * NOT NULLs is not run; empty where that may change at any time.
   */
  public String definition() {
    return current().definition();
  }

  /** The tables and views of a DuckDB schema as they are now. */
  public Map<String, CatalogTable> tables(String schema) {
    return read(
        "the catalog of ",
        connection -> {
          Map<String, CatalogTable> tables = CatalogReader.read(connection, schema);
          List<String> schemas =
              tables.isEmpty() ? CatalogReader.schemas(connection) : List.of(schema);
          if (!schemas.contains(schema)) {
            throw new SkeinException(
                Kind.USER,
                "The database "
                    + current.database
                    + " has no schema "
                    + schema
                    + " but "
                    + schemas
                    + "; check the operand 'schema'");
          }
          return tables;
        });
  }

  /** The scalar and aggregate functions of this DuckDB, by name. */
  public Map<String, CatalogFunction> functions() {
    return read("the functions of ", FunctionReader::functions);
  }

  /** The names of all macros that this database defines, in lower case. */
  public Set<String> macros() {
    return current().macros().all();
  }

  /** The names of the table macros among them. */
  public Set<String> tableMacros() {
    return current().macros().tables();
  }

  /**
   * The columns of a query, with their types as DuckDB's catalog writes them. The query does not
   * run.
   *
   * @throws SkeinException with DuckDB's reason if it refuses the query
   */
  public List<CatalogTable.Column> columns(String query) {
    return columns(query, List.of());
  }

  /**
   * The columns of a query with these values for its parameters, which may decide their types. The
   * values are of the classes that {@link Task} names.
   *
   * @throws SkeinException with DuckDB's reason if it refuses the query
   */
  public List<CatalogTable.Column> columns(String query, List<? extends @Nullable Object> values) {
    return read("", connection -> CatalogReader.columns(connection, query, values));
  }

  /**
   * The types that a query asks of its parameters, as DuckDB's catalog writes them; empty for one
   * that takes the type of its value.
   */
  public List<Optional<String>> parameters(String query) {
    return read("", connection -> CatalogReader.parameters(connection, query));
  }

  /** DuckDB's parser, for statements that nobody else reads. */
  public synchronized StatementParser parser() {
    StatementParser open = parser;
    if (open == null) {
      open = new StatementParser();
      parser = open;
    }
    return open;
  }

  private <T> T read(String what, CatalogQuery<T> query) {
    OpenDatabase open = current();
    try (Connection connection = open.database.newConnection()) {
      return query.run(connection);
    } catch (SQLException e) {
      String prefix = what.isEmpty() ? "" : "Cannot read " + what + open.database + ": ";
      throw new SkeinException(Kind.USER, prefix + e.getMessage(), e);
    }
  }

  /** Parquet files as a table, as they are now. */
  public CatalogTable describe(ParquetTable table) {
    OpenDatabase open = current();
    try (Connection connection = open.database.newConnection()) {
      return CatalogReader.read(connection, table);
    } catch (SQLException e) {
      throw new SkeinException(
          Kind.USER,
          "Cannot read the Parquet files of the table '"
              + table.name()
              + "' (operand 'parquet'): "
              + e.getMessage(),
          e);
    }
  }

  /** How a driving table would be cut now, for EXPLAIN. */
  public SplitPlan cut(Stage.Driver driver) {
    Cluster workers = cluster();
    return current().cutter.cut(driver, Math.max(1, workers.slots()), workers.processes(), 1);
  }

  /** The row groups of a table. */
  public TableLayout layout(TableSource table) {
    return current().cutter.layout(table);
  }

  /** What is known of a table without reading it. */
  public TableStatistics statistics(TableSource table) {
    return current().cutter.statistics(table);
  }

  /** How much of the disk a table takes; empty where nothing is stored yet. */
  public OptionalLong bytes(TableSource table) {
    return current().cutter.bytes(table);
  }

  /** The queries that run and those that ran last. */
  public QueryHistory history() {
    return history;
  }

  /** The workers and what they do. */
  public List<WorkerFigures> workers() {
    return remote == null ? current().scheduler.workers() : remote.figures();
  }

  /** How many queries run, results that are still read included. */
  public int runningQueries() {
    return gate.running();
  }

  /** How many queries wait for others to end. */
  public int waitingQueries() {
    return gate.waiting();
  }

  /** How many queries were sent away because there were too many. */
  public long refusedQueries() {
    return gate.refused();
  }

  /** Bytes of memory that hold rows of attempts that have not finished. */
  public long heldBytes() {
    return current.scheduler.space().heldBytes();
  }

  /** Bytes of disk that hold rows for which there was no memory. */
  public long spilledBytes() {
    return current.scheduler.space().spilledBytes();
  }

  /** The database in the file as it is now; one that was replaced is opened anew. */
  private OpenDatabase current() {
    OpenDatabase open = current;
    return open.wasReplaced() ? reopen() : open;
  }

  private synchronized OpenDatabase reopen() {
    OpenDatabase old = current;
    if (!closed && old.wasReplaced()) {
      current = OpenDatabase.open(config, allocator, remoteScheduler());
      replaced.removeIf(OpenDatabase::isClosed);
      replaced.add(old);
      old.release();
    }
    return current;
  }

  private OpenDatabase retainCurrent() {
    while (true) {
      OpenDatabase open = current();
      if (open.retain()) {
        return open;
      }
      if (open == current) {
        throw new SkeinException(Kind.CANCELLED, "The schema " + config.name() + " is closed");
      }
    }
  }

  /** Starts a query; its rows stream from the result, whose close ends it. */
  public RunningQuery start(StageGraph graph, QueryRequest request) {
    QueryLimits limits = request.limits().and(config.limits());
    long waited = gate.enter(limits.timeout(), request.isCancelled());
    OpenDatabase open;
    try {
      open = retainCurrent();
    } catch (RuntimeException | Error e) {
      gate.leave();
      throw e;
    }
    QueryScope scope;
    QueryTrace trace;
    List<StageTasks> stages;
    try {
      checkDefinition(request, open);
      QueryId id = new QueryId(idPrefix + ids.incrementAndGet());
      Cluster workers = cluster();
      List<CutStage> cut =
          graph.stages().stream()
              .map(stage -> open.cutter.cut(stage, workers.slots(), workers.processes()))
              .toList();
      QueryFiles files = new QueryFiles(open.database.dataRoot());
      stages = cut.stream().map(stage -> tasks(id, stage, request, limits, open, files)).toList();
      trace =
          history.begin(
              id,
              request.sql(),
              mode(cut, workers.slots()),
              graph.merge(),
              graph.reason(),
              total(cut));
      scope = begin(open, trace);
    } catch (RuntimeException | Error e) {
      open.release();
      gate.leave();
      throw e;
    }
    scope.atEnd(gate::leave);
    scope.atEnd(open::release);
    try {
      QueryId id = trace.id();
      open.database.pin(id, connections(stages, open.scheduler.slots()));
      scope.atEnd(() -> open.database.unpin(id));
      limits.timeout().ifPresent(t -> cancelAfter(t, waited, scope, open.scheduler));
      BatchStream rows = GraphRun.start(scope, stages, open.coordinator);
      unclosed.add(id);
      return new RunningQuery(scope, trace, rows, () -> unclosed.remove(id));
    } catch (RuntimeException | Error e) {
      trace.failed(e);
      scope.close();
      throw e;
    }
  }

  /** A query that cannot begin has failed, for whoever asks what became of it. */
  private static QueryScope begin(OpenDatabase open, QueryTrace trace) {
    try {
      return open.scheduler.open(trace);
    } catch (RuntimeException | Error e) {
      trace.failed(e);
      throw e;
    }
  }

  private static void checkDefinition(QueryRequest request, OpenDatabase open) {
    if (!request.definition().isEmpty() && !request.definition().equals(open.definition())) {
      throw new SkeinException(
          Kind.USER,
          "Since the statement was prepared, the database file was replaced by one whose tables"
              + " are defined otherwise; prepare it again");
    }
  }

  private static void cancelAfter(
      Duration timeout, long waitedNanos, QueryScope scope, TaskScheduler scheduler) {
    Runnable forget =
        scheduler.after(
            timeout.minusNanos(waitedNanos),
            () ->
                scope.fail(
                    new SkeinException(
                        Kind.CANCELLED,
                        "The query ran into its timeout of " + timeout.toMillis() + " ms")));
    scope.atEnd(forget);
  }

  /** How the query is spread in fact: a plan for many tasks may meet a small table. */
  private static ExecutionMode mode(List<CutStage> stages, int slots) {
    if (slots == 0
        || stages.stream().allMatch(cut -> cut.stage().placement() == Placement.COORDINATOR)) {
      return ExecutionMode.LOCAL;
    }
    return stages.stream()
        .flatMap(cut -> cut.mode().stream())
        .findFirst()
        .orElse(ExecutionMode.DELEGATED);
  }

  private static int total(List<CutStage> stages) {
    return stages.stream().mapToInt(cut -> cut.pieces().size()).sum();
  }

  /** How many connections the stages use at most at a time. */
  private static int connections(List<StageTasks> stages, int slots) {
    int connections = 0;
    for (StageTasks stage : stages) {
      // A merge needs all its tasks open; of the others a slot's worth may be paused besides one.
      boolean all = stage.stage().gather() instanceof Gather.MergeSorted;
      int tasks = stage.tasks().size();
      connections += all ? tasks : Math.min(tasks, slots + 1);
    }
    return connections;
  }

  private static StageTasks tasks(
      QueryId id,
      CutStage cut,
      QueryRequest request,
      QueryLimits limits,
      OpenDatabase open,
      QueryFiles files) {
    List<DrivenTask> tasks = new ArrayList<>();
    OptionalLong memory = share(limits.memory(), cut.pieces().size(), open.scheduler.slots());
    for (StageCutter.Piece piece : cut.pieces()) {
      Task task =
          new Task(
              new TaskId(id, cut.stage().id(), tasks.size()),
              cut.pieces().size(),
              1,
              piece.branch().sql().render(piece.split()),
              piece.branch().parameters().stream().map(request.parameters()::get).toList(),
              open.ref,
              cut.stage().inputs(),
              piece.branch().files(piece.split()).stream().map(files::of).toList(),
              piece.split(),
              memory,
              piece.branch().longEnd());
      String table = piece.branch().driver().map(d -> d.table().displayName()).orElse("");
      tasks.add(new DrivenTask(task, table));
    }
    return new StageTasks(cut.stage(), tasks);
  }

  /** Each of the tasks that may run at a time gets as much as the others. */
  private static OptionalLong share(OptionalLong memory, int tasks, int slots) {
    return memory.isEmpty()
        ? memory
        : OptionalLong.of(
            Math.max(1, memory.getAsLong() / Math.max(1, Math.min(tasks, Math.max(1, slots)))));
  }

  /** Ends all queries and closes everything. */
  @Override
  public synchronized void close() {
    if (closed) { // which current is only when its last query has let go
      return;
    }
    closed = true;
    replaced.forEach(OpenDatabase::endQueries);
    current.endQueries();
    current.release();
    if (remote != null) {
      remote.close();
    }
    if (parser != null) {
      parser.close();
    }
    // Rows that a reader has taken are the reader's, which at the exit of a JVM may be gone.
    if (unclosed.isEmpty()) {
      allocator.close();
    }
  }
}
