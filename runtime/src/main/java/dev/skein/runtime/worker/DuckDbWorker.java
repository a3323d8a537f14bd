package dev.skein.runtime.worker;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.exchange.BatchStreamReader;
import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Stage;
import dev.skein.runtime.task.Task;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.duckdb.DuckDBConnection;

/**
 * Runs tasks on one {@link DuckDbDatabase}. The same class serves inside the coordinator and behind
 * Flight in a worker process. It does not own the database.
 */
public final class DuckDbWorker implements Worker {
  private final String name;
  private final int slots;
  private final DuckDbDatabase database;
  private final BufferAllocator allocator;
  private final Map<QueryId, Set<Integer>> loaded = new ConcurrentHashMap<>();

  /**
   * @param allocator the parent of the streams' allocators; closed by the caller after the worker
   */
  public DuckDbWorker(String name, int slots, DuckDbDatabase database, BufferAllocator allocator) {
    this.name = name;
    this.slots = slots;
    this.database = database;
    this.allocator = allocator;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public boolean isRemote() {
    return false;
  }

  @Override
  public BatchStream execute(Task task) {
    return execute(task, Map.of());
  }

  /**
   * Runs a task that reads the output of other stages as it arrives. Each of these streams is read
   * once, by this task's SQL, and closed with it.
   */
  public BatchStream execute(Task task, Map<Integer, BatchStream> streams) {
    String doing = "Task " + task.id() + " on worker " + name;
    if (!task.database().version().equals(database.version())) {
      closeAll(streams);
      throw anotherVersion(doing, task.database());
    }
    DataFiles files = new DataFiles(doing, database.dataRoot(), task.files());
    TaskConnection connection;
    try {
      files.check();
      connection = database.borrow(task.id().query(), task.sql(), !streams.isEmpty());
    } catch (SQLException | RuntimeException e) {
      closeAll(streams);
      throw e instanceof SkeinException s ? s : DuckDbFailure.translate(doing, e);
    }
    BufferAllocator child =
        allocator.newChildAllocator("task " + task.id() + "." + task.attempt(), 0, Long.MAX_VALUE);
    DuckDbBatchStream result =
        new DuckDbBatchStream(doing, task, database, connection, files, child);
    try {
      for (int stage : task.inputs()) {
        BatchStream stream = streams.get(stage);
        if (stream == null) {
          result.showTable(Stage.inputTable(stage), exchangeTable(task.id().query(), stage));
        } else {
          result.register(Stage.inputTable(stage), new BatchStreamReader(child, stream));
        }
      }
      return result;
    } catch (RuntimeException e) {
      result.close();
      throw e;
    }
  }

  private SkeinException anotherVersion(String doing, DatabaseRef wanted) {
    return new SkeinException(
        Kind.WORKER_LOST,
        doing
            + " was refused: it was planned on version "
            + wanted.version()
            + " of "
            + wanted.path()
            + " and this worker has version "
            + database.version());
  }

  private static void closeAll(Map<Integer, BatchStream> streams) {
    streams.values().forEach(BatchStream::close);
  }

  @Override
  public void load(QueryId query, DatabaseRef wanted, int stage, BatchStream rows) {
    String doing = "Loading stage " + stage + " of query " + query + " on worker " + name;
    if (!wanted.version().equals(database.version())) {
      rows.close();
      throw anotherVersion(doing, wanted);
    }
    Set<Integer> stages = loaded.computeIfAbsent(query, q -> ConcurrentHashMap.newKeySet());
    stages.add(stage);
    try (BufferAllocator child =
            allocator.newChildAllocator("load " + query + "." + stage, 0, Long.MAX_VALUE);
        BatchStreamReader reader = new BatchStreamReader(child, rows);
        ArrowArrayStream stream = ArrowArrayStream.allocateNew(child);
        DuckDBConnection connection = database.newConnection()) {
      Data.exportArrayStream(child, reader, stream);
      connection.registerArrowStream("skein_loading", stream);
      try {
        DuckDbDatabase.run(
            connection,
            "CREATE OR REPLACE TABLE "
                + exchangeTable(query, stage)
                + " AS SELECT * FROM skein_loading");
      } catch (SQLException e) {
        checkRead(reader);
        throw e;
      }
      checkRead(reader);
      if (loaded.get(query) != stages) { // released when this table was not there to be dropped
        drop(connection, query, stage);
        throw new SkeinException(Kind.CANCELLED, doing + " is of no use: the query has ended");
      }
    } catch (SQLException | IOException e) {
      throw DuckDbFailure.translate(doing, e);
    }
  }

  /** DuckDB knows a failure of the rows only as text; the reader has it with its kind. */
  private static void checkRead(BatchStreamReader reader) {
    RuntimeException failure = reader.failure();
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void release(QueryId query) {
    Set<Integer> stages = loaded.remove(query);
    if (stages == null) {
      return;
    }
    try (DuckDBConnection connection = database.newConnection()) {
      for (int stage : stages) {
        drop(connection, query, stage);
      }
    } catch (SQLException e) {
      throw DuckDbFailure.translate("Releasing query " + query + " on worker " + name, e);
    }
  }

  private static void drop(DuckDBConnection connection, QueryId query, int stage)
      throws SQLException {
    DuckDbDatabase.run(connection, "DROP TABLE IF EXISTS " + exchangeTable(query, stage));
  }

  /** DuckDB's names do not tell cases apart, query ids do: a capital is marked. */
  private static String exchangeTable(QueryId query, int stage) {
    String marked = query.value().replaceAll("[A-Z]", "^$0");
    return DuckDbDatabase.EXCHANGE
        + ".main."
        + Quoting.identifier(marked + "_" + Stage.inputTable(stage));
  }

  @Override
  public void close() {
    List.copyOf(loaded.keySet()).forEach(this::release);
  }
}
