package dev.skein.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever ends a query frees the workers within a second, and the connection goes on. */
@Timeout(120)
class CancelTest {
  /** Minutes of work, as one row at the end. */
  private static final String ENDLESS =
      "select count(*) from facts a join facts b on a.g = b.g join facts c on b.g = c.g"
          + " where a.price + b.price > c.price";

  /** A second is promised; a machine that builds something else beside this adds to it. */
  private static final long WITHIN_MILLIS = 5_000;

  private static @TempDir Path folder;
  private static Cluster cluster;
  private static Connection remote;
  private static Connection embedded;

  /** Where tasks run. */
  enum Place {
    REMOTE,
    EMBEDDED
  }

  @BeforeAll
  static void start() throws Exception {
    Path database = Files.createDirectory(folder.resolve("data")).resolve("chaos.duckdb");
    Workload.write(database, 100_000);
    cluster = new Cluster(folder, database, 2, Map.of(), List.of("--slots", "2"));
    remote = cluster.connect();
    embedded = Cluster.connect(cluster.model("embedded", 2));
    for (Place place : Place.values()) {
      assertEquals(100_000, count(connection(place)));
      assertEquals(0, running(place));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    remote.close();
    embedded.close();
    cluster.close();
  }

  private static Connection connection(Place place) {
    return place == Place.REMOTE ? remote : embedded;
  }

  private static CompletableFuture<Long> start(Statement statement, String sql) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static long running(Place place) throws Exception {
    if (place == Place.REMOTE) {
      double running = 0;
      for (WorkerJvm worker : cluster.workers()) {
        running += worker.metric("skein_worker_tasks_running");
      }
      return (long) running;
    }
    try (Statement statement = embedded.createStatement();
        ResultSet row =
            statement.executeQuery("select count(*) from skein.tasks where state = 'RUNNING'")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void awaitRunning(Place place) throws Exception {
    Cluster.await(Duration.ofSeconds(60), () -> running(place) > 0, () -> "a running task");
  }

  /** Waits until nothing runs, and looks how long that took. */
  private static void assertFreed(Place place, long sinceNanos) throws Exception {
    Cluster.await(Duration.ofSeconds(10), () -> running(place) == 0, () -> "nothing running");
    long millis = (System.nanoTime() - sinceNanos) / 1_000_000;
    System.out.println(place + " freed within " + millis + " ms");
    assertTrue(millis < WITHIN_MILLIS, millis + " ms");
    if (place == Place.REMOTE) {
      cluster.awaitIdle(Duration.ofSeconds(5));
    }
    assertEquals(100_000, count(connection(place)));
  }

  private static long count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from facts where id >= 0")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void assertCancelled(CompletableFuture<Long> query, String why) {
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> query.get(10, TimeUnit.SECONDS));
    SQLException cause = (SQLException) e.getCause().getCause();
    Outcome outcome = Outcome.failure(cause, true, 0);
    assertTrue(outcome.text().startsWith("57014"), outcome.text());
    assertTrue(outcome.text().contains(why), outcome.text());
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void cancellingAStatementFreesTheWorkers(Place place) throws Exception {
    try (Statement statement = connection(place).createStatement()) {
      CompletableFuture<Long> query = start(statement, ENDLESS);
      awaitRunning(place);
      long now = System.nanoTime();
      statement.cancel();
      assertCancelled(query, "cancel");
      assertFreed(place, now);
    }
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void theTimeoutOfAStatementFreesTheWorkers(Place place) throws Exception {
    try (Statement statement = connection(place).createStatement()) {
      statement.setQueryTimeout(2);
      long ends = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
      CompletableFuture<Long> query = start(statement, ENDLESS);
      awaitRunning(place);
      assertCancelled(query, "timeout of 2000 ms");
      assertFreed(place, ends);
    }
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void closingAResultEarlyFreesTheWorkers(Place place) throws Exception {
    String sql =
        "select a.id, b.note from facts a join facts b on a.g = b.g where a.k < 10 order by 1";
    try (Statement statement = connection(place).createStatement()) {
      long now;
      try (ResultSet rows = statement.executeQuery(sql)) {
        assertTrue(rows.next());
        now = System.nanoTime();
      }
      assertFreed(place, now);
    }
  }

  @Test
  void manyQueriesCancelledTogetherFreeTheWorkers() throws Exception {
    List<Statement> statements =
        java.util.stream.IntStream.range(0, 16).mapToObj(i -> statement(remote)).toList();
    List<CompletableFuture<Long>> queries =
        statements.stream().map(statement -> start(statement, ENDLESS)).toList();
    awaitRunning(Place.REMOTE);
    long now = System.nanoTime();
    for (Statement statement : statements) {
      statement.cancel();
    }
    assertFreed(Place.REMOTE, now);
    for (CompletableFuture<Long> query : queries) {
      assertCancelled(query, "cancel");
    }
    for (Statement statement : statements) {
      statement.close();
    }
  }

  private static Statement statement(Connection connection) {
    try {
      return connection.createStatement();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aKilledCoordinatorFreesItsWorkers() throws Exception {
    Path model =
        cluster.model("killed", cluster.workers().stream().map(WorkerJvm::address).toList());
    try (SkeinProcess coordinator =
        SkeinProcess.sql(model, ENDLESS, List.of(), folder.resolve("killed.log"))) {
      awaitRunning(Place.REMOTE);
      coordinator.kill();
      assertFreed(Place.REMOTE, System.nanoTime());
    }
  }

  /** Nothing tells of a coordinator that hangs but its silence, for ten seconds. */
  @Test
  @InFull
  void aStoppedCoordinatorFreesItsWorkersByItsLease() throws Exception {
    Path model =
        cluster.model("stopped", cluster.workers().stream().map(WorkerJvm::address).toList());
    try (SkeinProcess coordinator =
        SkeinProcess.sql(model, ENDLESS, List.of(), folder.resolve("stopped.log"))) {
      awaitRunning(Place.REMOTE);
      new ProcessBuilder("kill", "-STOP", Long.toString(coordinator.process().pid()))
          .start()
          .waitFor();
      assertFreed(Place.REMOTE, System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
    }
  }
}
