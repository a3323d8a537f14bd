package dev.skein.runtime.worker;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.exchange.BatchStreamReader;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Task;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one running task. It owns the task's connection, statement, inputs and allocator, and
 * frees them in {@link #close}, which any thread may call to stop the task: it interrupts DuckDB
 * and then waits for the reading thread to leave.
 */
final class DuckDbBatchStream implements BatchStream {
  /** Rows a batch: large enough for DuckDB's full export speed, small enough for a 256 MB heap. */
  private static final long BATCH_ROWS = 61_440;

  private static final String LOST_ERROR = "Invalid result set";
  private static final long CANCEL_AGAIN_MILLIS = 20;

  private final String doing;
  private final String sql;
  private final List<@Nullable Object> parameters;
  private final QueryId query;
  private final OptionalLong memoryLimit;
  private final boolean longEnd;
  private final DuckDbDatabase database;
  private final TaskConnection home;
  private final DuckDBConnection connection;
  private final DataFiles files;
  private final BufferAllocator allocator;
  private final List<String> shown = new ArrayList<>();
  private final List<BatchStreamReader> inputs = new ArrayList<>();
  private final List<AutoCloseable> inputResources = new ArrayList<>();
  private final ReentrantLock reading = new ReentrantLock();

  /** Written by the reader; whoever closes this cancels it. */
  private volatile @Nullable Statement statement;

  private @Nullable DuckDBResultSet result;
  private @Nullable ArrowReader reader;
  private volatile boolean closing;
  private boolean kept;
  private boolean failed;
  private boolean ended;
  private boolean closed;

  DuckDbBatchStream(
      String doing,
      Task task,
      DuckDbDatabase database,
      TaskConnection home,
      DataFiles files,
      BufferAllocator allocator) {
    this.doing = doing;
    this.sql = task.sql();
    this.parameters = task.parameters();
    this.query = task.id().query();
    this.memoryLimit = task.memoryLimit();
    this.longEnd = task.longEnd();
    this.database = database;
    this.home = home;
    this.connection = home.duckDb();
    this.files = files;
    this.allocator = allocator;
  }

  /** Lets the SQL read a loaded table under the name of its stage. */
  void showTable(String name, String table) {
    try {
      DuckDbDatabase.run(
          connection, "CREATE OR REPLACE TEMP VIEW " + name + " AS SELECT * FROM " + table);
      shown.add(name);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Lets the SQL read a stream, once, under the name of its stage. */
  void register(String name, BatchStreamReader input) {
    inputs.add(input);
    ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator);
    inputResources.add(stream);
    try {
      Data.exportArrayStream(allocator, input, stream);
      connection.registerArrowStream(name, stream);
      shown.add(name);
    } catch (RuntimeException e) {
      throw failure(e);
    }
  }

  @Override
  public Schema schema() {
    reading.lock();
    try {
      return openReader().getVectorSchemaRoot().getSchema();
    } catch (IOException | SQLException | RuntimeException e) {
      throw failure(e);
    } finally {
      reading.unlock();
    }
  }

  @Override
  public @Nullable ArrowRecordBatch next() {
    reading.lock();
    try {
      if (ended) {
        return null;
      }
      ArrowReader open = openReader();
      while (open.loadNextBatch()) {
        if (open.getVectorSchemaRoot().getRowCount() > 0) {
          return new VectorUnloader(open.getVectorSchemaRoot()).getRecordBatch();
        }
      }
      files.check();
      ended = true;
      return null;
    } catch (IOException | SQLException | RuntimeException e) {
      throw failure(e);
    } finally {
      reading.unlock();
    }
  }

  /**
   * Executes the SQL when the first reader comes: DuckDB returns from it only with the first rows,
   * and until then whoever holds the stream must be able to close it.
   */
  private ArrowReader openReader() throws SQLException {
    if (closing) {
      throw new SkeinException(Kind.CANCELLED, doing + " was closed while it was read");
    }
    ArrowReader open = reader;
    if (open == null) {
      home.returnStreams(inputs.isEmpty());
      if (memoryLimit.isPresent()) {
        DuckDbDatabase.run(
            connection, "SET operator_memory_limit = '" + memoryLimit.getAsLong() + "B'");
      }
      Execution execution = prepare();
      inputs.forEach(BatchStreamReader::awaitAhead);
      DuckDBResultSet rows = executeStreaming(execution);
      result = rows;
      // Batches outlive the stream, so that what they hold must not be of its own allocator.
      BufferAllocator lasting = allocator.getParentAllocator();
      open = (ArrowReader) rows.arrowExportStream(lasting, BATCH_ROWS);
      reader = open;
    }
    return open;
  }

  private interface Execution {
    ResultSet execute() throws SQLException;
  }

  /**
   * Decides how the SQL is executed. DuckDB (2.0.0) returns the rows of a prepared statement in
   * their order by taking them from one thread, so that a scan of several row groups is planned
   * anew each time, for its rows come twice as fast.
   */
  private Execution prepare() throws SQLException {
    // Names that this task alone sees are resolved when a statement is prepared.
    kept = shown.isEmpty() && !(longEnd && parameters.isEmpty()) && home.canKeep(sql);
    if (!kept && parameters.isEmpty()) {
      Statement direct = connection.createStatement();
      statement = direct;
      return () -> direct.executeQuery(sql);
    }
    PreparedStatement prepared = kept ? home.keep(sql) : connection.prepareStatement(sql);
    statement = prepared;
    bind(prepared);
    return prepared::executeQuery;
  }

  /**
   * Executes. A streaming statement that fails before its first rows loses its error in the driver
   * (2.0.0.1), which then only says "Invalid result set"; executing it once more without streaming
   * brings the error out, unless its reason has gone, as that of a file that was being replaced.
   * Where rows arrive from other stages that cannot be repeated, so such a task, which ends a query
   * and mostly returns few rows, does not stream.
   */
  private DuckDBResultSet executeStreaming(Execution execution) throws SQLException {
    try {
      return execution.execute().unwrap(DuckDBResultSet.class);
    } catch (SQLException e) {
      if (closing || !inputs.isEmpty() || !String.valueOf(e.getMessage()).contains(LOST_ERROR)) {
        throw e;
      }
      home.returnStreams(false);
      try (PreparedStatement again = connection.prepareStatement(sql)) {
        bind(again);
        again.executeQuery().close();
      }
      throw new SkeinException(
          Kind.WORKER_ERROR,
          doing
              + " failed for a reason that had gone when DuckDB was asked for it; was a file being"
              + " replaced that it reads? Run the query again",
          e);
    }
  }

  private void bind(PreparedStatement prepared) throws SQLException {
    for (int i = 0; i < parameters.size(); i++) {
      prepared.setObject(i + 1, parameters.get(i));
    }
  }

  /** The failure of an input, which DuckDB only repeats as text, comes before DuckDB's own. */
  private SkeinException failure(Exception e) {
    failed = true;
    for (BatchStreamReader input : inputs) {
      if (input.failure() instanceof SkeinException s) {
        return s;
      }
    }
    if (closing) {
      return new SkeinException(Kind.CANCELLED, doing + " was cancelled", e);
    }
    return e instanceof SkeinException s ? s : DuckDbFailure.translate(doing, e);
  }

  @Override
  public void close() {
    closing = true;
    awaitReader();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (!ended) {
        interrupt();
      }
      DuckDbDatabase.closeQuietly(reader);
      DuckDbDatabase.closeQuietly(result);
      if (!kept) {
        DuckDbDatabase.closeQuietly(statement);
      }
      boolean usable = !failed && ended && dropShown();
      inputResources.forEach(DuckDbDatabase::closeQuietly);
      inputs.forEach(DuckDbDatabase::closeQuietly);
      database.giveBack(query, home, usable);
      allocator.close();
    } finally {
      reading.unlock();
    }
  }

  /**
   * Takes the lock from a reader that is inside DuckDB, or inside an input of ours that it waits
   * for. A cancel that comes before DuckDB has begun is lost, so it is repeated.
   */
  private void awaitReader() {
    if (reading.tryLock()) {
      return;
    }
    inputs.forEach(BatchStreamReader::stop);
    boolean interrupted = false;
    while (true) {
      interrupt();
      try {
        if (reading.tryLock(CANCEL_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void interrupt() {
    Statement running = statement;
    if (running != null) {
      try {
        running.cancel();
      } catch (SQLException e) {
        org.slf4j.LoggerFactory.getLogger(DuckDbBatchStream.class).debug("cancel failed", e);
      }
    }
  }

  /** A connection goes back without the names that this task saw, and without its limit. */
  private boolean dropShown() {
    try {
      for (String name : shown) {
        DuckDbDatabase.run(connection, "DROP VIEW IF EXISTS " + name);
      }
      if (memoryLimit.isPresent()) {
        DuckDbDatabase.run(connection, "RESET operator_memory_limit");
      }
      return true;
    } catch (SQLException e) {
      return false;
    }
  }
}
