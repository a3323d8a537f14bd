package dev.skein.runtime.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.task.TaskId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DuckDbWorkerTest {
  private static final QueryId QUERY = new QueryId("q1");

  @TempDir Path dir;
  private Path file;
  private final BufferAllocator allocator = new RootAllocator();

  @BeforeEach
  void createDatabase() throws Exception {
    file = dir.resolve("it's.duckdb");
    try (Connection c = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement s = c.createStatement()) {
      s.execute("CREATE TABLE t AS SELECT range AS i, 'x' || range AS s FROM range(300000)");
    }
  }

  /** Closing the allocator fails if a task left a buffer behind. */
  @AfterEach
  void nothingLeaks() {
    allocator.close();
  }

  private static Task task(DuckDbDatabase database, String sql, List<Integer> inputs) {
    return new Task(
        new TaskId(QUERY, 3, 0),
        1,
        1,
        sql,
        List.of(),
        new DatabaseRef("it's.duckdb", database.version()),
        inputs,
        new Split.Whole(1),
        OptionalLong.empty());
  }

  private long sumFirstColumn(BatchStream stream) {
    long sum = 0;
    try (stream;
        VectorSchemaRoot root = VectorSchemaRoot.create(stream.schema(), allocator)) {
      for (ArrowRecordBatch batch = stream.next(); batch != null; batch = stream.next()) {
        new VectorLoader(root).load(batch);
        batch.close();
        BigIntVector column = (BigIntVector) root.getVector(0);
        for (int i = 0; i < column.getValueCount(); i++) {
          sum += column.get(i);
        }
      }
    }
    return sum;
  }

  @Test
  void aTaskReturnsItsRows() {
    try (DuckDbDatabase db = DuckDbDatabase.open(file, false, DuckDbSettings.DEFAULTS);
        DuckDbWorker worker = new DuckDbWorker("w", 1, db, allocator)) {
      assertTrue(db.isImmutable());
      assertEquals(
          300000L * 299999 / 2,
          sumFirstColumn(worker.execute(task(db, "SELECT i, s FROM main.t", List.of()))));
    }
  }

  @Test
  void aTaskReadsLoadedAndStreamedStages() {
    try (DuckDbDatabase db = DuckDbDatabase.open(file, false, DuckDbSettings.DEFAULTS);
        DuckDbWorker worker = new DuckDbWorker("w", 1, db, allocator)) {
      worker.load(
          QUERY,
          new DatabaseRef("it's.duckdb", db.version()),
          0,
          worker.execute(task(db, "SELECT i FROM t WHERE i < 10", List.of())));
      BatchStream streamed =
          worker.execute(task(db, "SELECT i FROM t WHERE i BETWEEN 5 AND 1000", List.of()));
      String join =
          "SELECT a.i FROM skein_stage_0 a JOIN skein_stage_1 b ON a.i = b.i JOIN t ON t.i = a.i";
      assertEquals(
          5 + 6 + 7 + 8 + 9,
          sumFirstColumn(worker.execute(task(db, join, List.of(0, 1)), Map.of(1, streamed))));
      worker.release(QUERY);
      SkeinException e =
          assertThrows(
              SkeinException.class,
              () -> worker.execute(task(db, "SELECT * FROM skein_stage_0", List.of(0))).next());
      assertTrue(e.getMessage().contains("q1.3.0 on worker w"), e.getMessage());
    }
  }

  /** As when a coordinator dies after it has sent the last row. */
  @Test
  void rowsWhoseQueryEndsWhileTheyAreLoadedLeaveNoTable() throws Exception {
    try (DuckDbDatabase db = DuckDbDatabase.open(file, false, DuckDbSettings.DEFAULTS);
        DuckDbWorker worker = new DuckDbWorker("w", 1, db, allocator)) {
      BatchStream rows = worker.execute(task(db, "SELECT i FROM t WHERE i < 10", List.of()));
      BatchStream releasedAtTheEnd =
          new BatchStream() {
            @Override
            public Schema schema() {
              return rows.schema();
            }

            @Override
            public @Nullable ArrowRecordBatch next() {
              ArrowRecordBatch batch = rows.next();
              if (batch == null) {
                worker.release(QUERY);
              }
              return batch;
            }

            @Override
            public void close() {
              rows.close();
            }
          };
      DatabaseRef ref = new DatabaseRef("it's.duckdb", db.version());
      SkeinException e =
          assertThrows(SkeinException.class, () -> worker.load(QUERY, ref, 0, releasedAtTheEnd));
      assertEquals(SkeinException.Kind.CANCELLED, e.kind());
      try (Connection connection = db.newConnection();
          Statement statement = connection.createStatement();
          ResultSet tables =
              statement.executeQuery(
                  "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'skein_exchange'")) {
        tables.next();
        assertEquals(0, tables.getInt(1));
      }
    }
  }

  @Test
  void aFailingRowFailsTheStreamWithTheTaskNamed() {
    try (DuckDbDatabase db = DuckDbDatabase.open(file, false, DuckDbSettings.DEFAULTS);
        DuckDbWorker worker = new DuckDbWorker("w", 1, db, allocator)) {
      SkeinException e =
          assertThrows(
              SkeinException.class,
              () ->
                  sumFirstColumn(
                      worker.execute(
                          task(
                              db,
                              "SELECT CASE WHEN i = 299999 THEN CAST(s AS BIGINT) ELSE i END FROM t",
                              List.of()))));
      assertEquals(SkeinException.Kind.USER, e.kind());
      assertTrue(e.getMessage().contains("Task q1.3.0 on worker w"), e.getMessage());
      assertTrue(e.getMessage().contains("x299999"), e.getMessage());
    }
  }

  @Test
  void closingFromAnotherThreadStopsARunningTask() throws Exception {
    try (DuckDbDatabase db = DuckDbDatabase.open(file, false, DuckDbSettings.DEFAULTS);
        DuckDbWorker worker = new DuckDbWorker("w", 1, db, allocator)) {
      String endless =
          "SELECT count(*) FROM t a, t b, t c WHERE a.i + b.i + c.i = 7 AND a.s <> b.s";
      BatchStream stream = worker.execute(task(db, endless, List.of()));
      CompletableFuture<Object> reading = CompletableFuture.supplyAsync(stream::next);
      CompletableFuture.runAsync(stream::close).get(5, TimeUnit.SECONDS);
      Exception e = assertThrows(Exception.class, () -> reading.get(5, TimeUnit.SECONDS));
      assertEquals(SkeinException.Kind.CANCELLED, ((SkeinException) e.getCause()).kind());
    }
  }

  @Test
  void aMemoryLimitHoldsForItsTaskAlone() {
    String limit =
        "SELECT CASE current_setting('operator_memory_limit') WHEN '1.0 MiB' THEN 1 ELSE 0 END"
            + "::BIGINT FROM t LIMIT 1";
    try (DuckDbDatabase db = DuckDbDatabase.open(file, false, DuckDbSettings.DEFAULTS);
        DuckDbWorker worker = new DuckDbWorker("w", 1, db, allocator)) {
      Task free = task(db, limit, List.of());
      Task limited =
          new Task(
              free.id(),
              1,
              1,
              limit,
              List.of(),
              free.database(),
              List.of(),
              free.split(),
              OptionalLong.of(1 << 20));
      assertEquals(1, sumFirstColumn(worker.execute(limited)));
      assertEquals(0, sumFirstColumn(worker.execute(free)), "on the same connection");
    }
  }

  @Test
  void anotherVersionOfTheFileIsRefused() {
    try (DuckDbDatabase db = DuckDbDatabase.open(file, false, DuckDbSettings.DEFAULTS);
        DuckDbWorker worker = new DuckDbWorker("w", 1, db, allocator)) {
      Task stale =
          new Task(
              new TaskId(QUERY, 0, 0),
              1,
              1,
              "SELECT 1",
              List.of(),
              new DatabaseRef("it's.duckdb", "other"),
              List.of(),
              new Split.Whole(1),
              OptionalLong.empty());
      SkeinException e = assertThrows(SkeinException.class, () -> worker.execute(stale));
      assertEquals(SkeinException.Kind.WORKER_LOST, e.kind());
    }
  }

  @Test
  void pinnedConnectionsSeeOneStateWhileOthersWrite() throws Exception {
    try (Connection writer = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement s = writer.createStatement();
        DuckDbDatabase db = DuckDbDatabase.open(file, false, DuckDbSettings.DEFAULTS);
        DuckDbWorker worker = new DuckDbWorker("w", 2, db, allocator)) {
      assertTrue(!db.isImmutable());
      db.pin(QUERY, 2);
      s.execute("DELETE FROM t WHERE i > 0");
      for (int i = 0; i < 3; i++) {
        assertEquals(
            300000, sumFirstColumn(worker.execute(task(db, "SELECT count(*) FROM t", List.of()))));
      }
      db.unpin(QUERY);
    }
  }

  @Test
  void sqlCannotLeaveTheDatabase() {
    try (DuckDbDatabase db = DuckDbDatabase.open(file, false, DuckDbSettings.DEFAULTS);
        DuckDbWorker worker = new DuckDbWorker("w", 1, db, allocator)) {
      for (String sql :
          List.of(
              "SELECT * FROM read_csv('/etc/passwd')",
              "ATTACH '/tmp/other.db' AS other",
              "COPY (SELECT 1) TO '/tmp/skein-escape.csv'",
              "SET enable_external_access = true",
              "INSTALL httpfs")) {
        assertThrows(
            SkeinException.class,
            () -> {
              try (BatchStream stream = worker.execute(task(db, sql, List.of()))) {
                stream.next();
              }
            },
            sql);
      }
    }
  }
}
