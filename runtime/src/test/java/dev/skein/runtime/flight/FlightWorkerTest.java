package dev.skein.runtime.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.task.TaskId;
import dev.skein.runtime.worker.DuckDbDatabase;
import dev.skein.runtime.worker.DuckDbSettings;
import dev.skein.runtime.worker.DuckDbWorker;
import dev.skein.runtime.worker.FileVersion;
import dev.skein.runtime.worker.RemoteWorker;
import dev.skein.runtime.worker.Worker;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker behind a real socket, in this process. */
@Timeout(60)
class FlightWorkerTest {
  private static final QueryId QUERY = new QueryId("q1");
  @TempDir Path dir;
  private Path file;
  private DatabaseRef database;
  private final BufferAllocator allocator = new RootAllocator();
  private WorkerServer server;
  private RemoteWorker worker;

  @BeforeEach
  void startWorker() throws Exception {
    file = Files.createDirectories(dir.resolve("data/a b")).resolve("it's.duckdb");
    TestData.execute(
        file, "CREATE TABLE t AS SELECT range AS i, 'x' || range AS s FROM range(300000)");
    database = new DatabaseRef("a b/it's.duckdb", FileVersion.of(file));
    URI anyPort = URI.create("grpc://127.0.0.1:0");
    server =
        WorkerServer.start(WorkerOptions.builder(anyPort, dir.resolve("data")).slots(2).build());
    worker = connect(ClientOptions.defaults("test"));
  }

  private RemoteWorker connect(ClientOptions options) {
    return new FlightWorkerConnector(options, allocator).connect(server.location());
  }

  /** Closing the allocators fails if a call left a buffer behind, here or in the server. */
  @AfterEach
  void nothingLeaks() {
    worker.close();
    server.close();
    allocator.close();
  }

  private Task task(String sql, Integer... inputs) {
    return task(sql, database, List.of(), inputs);
  }

  private static Task task(
      String sql, DatabaseRef database, List<Object> parameters, Integer... inputs) {
    return new Task(
        new TaskId(QUERY, 3, 0),
        1,
        1,
        sql,
        parameters,
        database,
        List.of(inputs),
        new Split.Whole(1),
        OptionalLong.empty());
  }

  private long sumFirstColumn(BatchStream stream) {
    return TestData.sum(stream, allocator);
  }

  private SkeinException failure(String sql) {
    return assertThrows(SkeinException.class, () -> sumFirstColumn(worker.execute(task(sql))));
  }

  @Test
  void aTaskReturnsItsRows() {
    assertEquals(
        300000L * 299999 / 2, sumFirstColumn(worker.execute(task("SELECT i, s FROM main.t"))));
    assertEquals(2, worker.slots());
  }

  @Test
  void everyTypeArrivesAsTheEmbeddedWorkerGivesIt() throws Exception {
    Path types = dir.resolve("data/types.duckdb");
    TestData.execute(
        types,
        "CREATE TABLE t AS SELECT * REPLACE (small_enum::VARCHAR AS small_enum,"
            + " medium_enum::VARCHAR AS medium_enum, large_enum::VARCHAR AS large_enum)"
            + " FROM test_all_types()");
    try (DuckDbDatabase db = DuckDbDatabase.open(types, false, DuckDbSettings.DEFAULTS);
        Worker embedded = new DuckDbWorker("embedded", 1, db, allocator)) {
      Task all = task("SELECT * FROM t", new DatabaseRef("types.duckdb", db.version()), List.of());
      List<String> expected = text(embedded.execute(all));
      assertEquals(expected, text(worker.execute(all)));
      assertEquals(4, expected.size());
    }
  }

  /** The schema with its metadata, then each row. */
  private List<String> text(BatchStream stream) {
    List<String> rows = new ArrayList<>();
    try (stream;
        VectorSchemaRoot root = VectorSchemaRoot.create(stream.schema(), allocator)) {
      rows.add(stream.schema().toJson());
      for (ArrowRecordBatch batch = stream.next(); batch != null; batch = stream.next()) {
        new VectorLoader(root).load(batch);
        batch.close();
        for (int i = 0; i < root.getRowCount(); i++) {
          StringBuilder row = new StringBuilder();
          for (FieldVector vector : root.getFieldVectors()) {
            Object value = vector.getObject(i);
            row.append(value instanceof byte[] b ? Arrays.toString(b) : value).append(" | ");
          }
          rows.add(row.toString());
        }
      }
    }
    return rows;
  }

  @Test
  void aTaskReadsLoadedStagesUntilTheyAreReleased() {
    worker.load(QUERY, database, 0, worker.execute(task("SELECT i FROM t WHERE i < 100000")));
    String join = "SELECT a.i FROM skein_stage_0 a JOIN t ON t.i = a.i";
    assertEquals(100000L * 99999 / 2, sumFirstColumn(worker.execute(task(join, 0))));
    worker.release(QUERY);
    SkeinException e =
        assertThrows(SkeinException.class, () -> worker.execute(task(join, 0)).next());
    assertEquals(Kind.WORKER_LOST, e.kind());
    assertTrue(e.getMessage().contains("reads stage 0"), e.getMessage());
  }

  @Test
  void queriesWhoseIdsDifferInCaseKeepTheirRowsApart() {
    QueryId capital = new QueryId(QUERY.value().toUpperCase(java.util.Locale.ROOT));
    worker.load(QUERY, database, 0, worker.execute(task("SELECT i FROM t WHERE i < 10")));
    worker.load(capital, database, 0, worker.execute(task("SELECT i FROM t WHERE i < 100")));
    worker.release(capital);
    String read = "SELECT count(*) FROM skein_stage_0";
    assertEquals(10, sumFirstColumn(worker.execute(task(read, 0))));
  }

  @Test
  void parametersAreBound() {
    assertEquals(
        17,
        sumFirstColumn(
            worker.execute(
                task("SELECT i FROM t WHERE s = $1 AND i < $2", database, List.of("x17", 100L)))));
  }

  @Test
  void anErrorOfTheQueryKeepsItsKindAndDuckDbsWords() {
    SkeinException e =
        failure("SELECT CASE WHEN i = 299999 THEN CAST(s AS BIGINT) ELSE i END FROM t");
    assertEquals(Kind.USER, e.kind());
    assertTrue(e.getMessage().contains("Task q1.3.0"), e.getMessage());
    assertTrue(e.getMessage().contains("x299999"), e.getMessage());
  }

  @Test
  void aLoadThatFailsAtItsSourceLeavesNoTable() {
    BatchStream failing =
        worker.execute(
            task("SELECT CASE WHEN i = 299999 THEN CAST(s AS BIGINT) ELSE i END FROM t"));
    SkeinException e =
        assertThrows(SkeinException.class, () -> worker.load(QUERY, database, 0, failing));
    assertEquals(Kind.USER, e.kind());
    assertEquals(
        Kind.WORKER_LOST,
        assertThrows(
                SkeinException.class,
                () -> worker.execute(task("SELECT * FROM skein_stage_0", 0)).next())
            .kind());
  }

  @Test
  void closingAStreamFreesItsSlotWithinASecond() throws Exception {
    List<BatchStream> streams = new ArrayList<>();
    List<CompletableFuture<Object>> readers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      BatchStream stream = worker.execute(task(TestData.ENDLESS));
      streams.add(stream);
      readers.add(CompletableFuture.supplyAsync(stream::next));
    }
    awaitStatus(2);
    long started = System.nanoTime();
    streams.forEach(BatchStream::close);
    for (CompletableFuture<Object> reader : readers) {
      Exception e = assertThrows(Exception.class, () -> reader.get(5, TimeUnit.SECONDS));
      assertEquals(Kind.CANCELLED, ((SkeinException) e.getCause()).kind());
    }
    assertEquals(1, sumFirstColumn(worker.execute(task("SELECT 1::BIGINT"))));
    assertTrue(System.nanoTime() - started < TimeUnit.SECONDS.toNanos(2));
  }

  private void awaitStatus(int running) {
    TestData.await(() -> worker.status().running() == running);
  }

  @Test
  void aSlowReaderSlowsTheWorker() {
    try (BatchStream stream = worker.execute(task("SELECT a.s FROM t a, range(1000) b"))) {
      stream.next().close();
      long held = allocator.getAllocatedMemory();
      assertTrue(held < 100_000_000, "held " + held);
    }
  }

  @Test
  void wideRowsTravelInPieces() {
    String sql =
        "SELECT length(r)::BIGINT, r FROM (SELECT repeat(s, 3000) r FROM t WHERE i < 2000)";
    try (BatchStream stream = worker.execute(task(sql))) {
      long sum = 0;
      int messages = 0;
      try (VectorSchemaRoot root = VectorSchemaRoot.create(stream.schema(), allocator)) {
        for (ArrowRecordBatch batch = stream.next(); batch != null; batch = stream.next()) {
          assertTrue(batch.computeBodyLength() <= Protocol.BATCH_BYTES + 100_000);
          new VectorLoader(root).load(batch);
          batch.close();
          messages++;
          for (int i = 0; i < root.getRowCount(); i++) {
            sum += ((BigIntVector) root.getVector(0)).get(i);
          }
        }
      }
      assertEquals(3000L * (10 * 2 + 90 * 3 + 900 * 4 + 1000 * 5), sum);
      assertTrue(messages > 5, "in " + messages);
    }
  }

  @Test
  void anotherVersionOfTheFileIsRefusedUntilTheFileIsThere() throws Exception {
    Path next = dir.resolve("next.duckdb");
    TestData.execute(next, "CREATE TABLE t AS SELECT range AS i FROM range(5)");
    DatabaseRef newer = new DatabaseRef(database.path(), FileVersion.of(next));
    Task onNewer = task("SELECT i FROM t", newer, List.of());
    assertEquals(300000, sumFirstColumn(worker.execute(task("SELECT count(*) FROM t"))));
    SkeinException e = assertThrows(SkeinException.class, () -> worker.execute(onNewer).next());
    assertEquals(Kind.WORKER_LOST, e.kind());
    assertTrue(e.getMessage().contains(newer.version()), e.getMessage());

    try (BatchStream old = worker.execute(task("SELECT i FROM t"))) {
      old.next().close();
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
      assertEquals(10, sumFirstColumn(worker.execute(onNewer)));
      old.next().close(); // The old file is still read, to its end.
    }
    SkeinException stale =
        assertThrows(SkeinException.class, () -> worker.execute(task("SELECT i FROM t")).next());
    assertEquals(Kind.WORKER_LOST, stale.kind());
  }

  @Test
  void noPathLeavesTheDataDirectory() throws Exception {
    TestData.execute(dir.resolve("secret.duckdb"), "CREATE TABLE t AS SELECT 1 AS i");
    Files.createSymbolicLink(dir.resolve("data/link"), dir);
    Files.createSymbolicLink(dir.resolve("data/link.duckdb"), dir.resolve("secret.duckdb"));
    for (String path :
        List.of(
            "../secret.duckdb",
            "a b/../../secret.duckdb",
            dir.resolve("secret.duckdb").toString(),
            "./a b/it's.duckdb",
            "a b//it's.duckdb",
            "..\\secret.duckdb",
            "\0",
            "")) {
      Task escape = task("SELECT 1", new DatabaseRef(path, FileVersion.of(file)), List.of());
      SkeinException e = assertThrows(SkeinException.class, () -> worker.execute(escape).next());
      assertEquals(Kind.USER, e.kind(), path);
    }
    // These are the worker's own doing; another one may have the file.
    for (String path : List.of("missing", "link/secret.duckdb", "link.duckdb", "a b")) {
      Task elsewhere = task("SELECT 1", new DatabaseRef(path, FileVersion.of(file)), List.of());
      SkeinException e = assertThrows(SkeinException.class, () -> worker.execute(elsewhere).next());
      assertEquals(Kind.WORKER_LOST, e.kind(), path);
    }
  }

  @Test
  void aFileThatCannotBeOpenedIsTheFaultOfTheWorkerAndNotOfTheStatement() throws Exception {
    Files.writeString(dir.resolve("data/damaged.duckdb"), "no database at all");
    Task task = task("SELECT 1", new DatabaseRef("damaged.duckdb", "v"), List.of());
    SkeinException e = assertThrows(SkeinException.class, () -> worker.execute(task).next());
    assertEquals(Kind.WORKER_ERROR, e.kind());
    assertTrue(e.isRetryable());
    assertTrue(e.getMessage().contains(server.location().toString()), e.getMessage());
    assertTrue(e.getMessage().contains("not a valid DuckDB database file"), e.getMessage());
  }

  @Test
  void aWorkerThatStopsIsLostWithItsStreams() throws Exception {
    BatchStream stream = worker.execute(task(TestData.ENDLESS));
    CompletableFuture<Object> reader = CompletableFuture.supplyAsync(stream::next);
    awaitStatus(1);
    server.close();
    Exception e = assertThrows(Exception.class, () -> reader.get(5, TimeUnit.SECONDS));
    assertEquals(Kind.WORKER_LOST, ((SkeinException) e.getCause()).kind());
    SkeinException lost = worker.lost().toCompletableFuture().get(5, TimeUnit.SECONDS);
    assertTrue(lost.getMessage().contains(server.location().toString()), lost.getMessage());
    assertEquals(
        Kind.WORKER_LOST,
        assertThrows(SkeinException.class, () -> worker.execute(task("SELECT 1")).next()).kind());
  }

  @Test
  void aDrainingWorkerFinishesAndTakesNothingNew() throws Exception {
    try (BatchStream stream = worker.execute(task("SELECT i FROM t"))) {
      stream.next().close();
      server.drain();
      assertEquals(
          Kind.WORKER_LOST,
          assertThrows(SkeinException.class, () -> worker.execute(task("SELECT 1")).next()).kind());
      assertEquals(
          Kind.WORKER_LOST,
          assertThrows(SkeinException.class, () -> connect(ClientOptions.defaults("late"))).kind());
      for (ArrowRecordBatch batch = stream.next(); batch != null; batch = stream.next()) {
        batch.close();
      }
    }
    assertTrue(server.awaitIdle(Duration.ofSeconds(5)));
  }

  @Test
  void aCoordinatorThatLeavesFreesItsTasks() {
    RemoteWorker other = connect(ClientOptions.defaults("other"));
    List<CompletableFuture<Object>> readers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      BatchStream stream = other.execute(task(TestData.ENDLESS));
      readers.add(CompletableFuture.supplyAsync(stream::next));
    }
    awaitStatus(2);
    other.close();
    awaitStatus(0);
    for (CompletableFuture<Object> reader : readers) {
      assertThrows(Exception.class, () -> reader.get(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void nobodyAtTheAddressIsAWorkerLost() {
    URI nobody = URI.create("grpc://127.0.0.1:1");
    SkeinException e =
        assertThrows(
            SkeinException.class,
            () ->
                new FlightWorkerConnector(ClientOptions.defaults("test"), allocator)
                    .connect(nobody));
    assertEquals(Kind.WORKER_LOST, e.kind());
    assertTrue(e.getMessage().contains("grpc://127.0.0.1:1"), e.getMessage());
  }
}
