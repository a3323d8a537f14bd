package dev.skein.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.e2e.chaos.FaultyLink.Direction;
import dev.skein.e2e.chaos.FaultyLink.Effect;
import dev.skein.e2e.chaos.LyingLink.Lie;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One fault at a time, at the moment where it hurts most. */
@Timeout(60)
class FaultTest {
  private static final String LARGE = "select * from facts where id % 2 = 0";

  /** Much work for few rows. */
  private static final String SLOW =
      "select count(*) from facts a join facts b on a.g = b.g where a.k < 150 and a.price + b.price > 3";

  private static @TempDir Path folder;
  private static Workload workload;
  private static Cluster cluster;
  private static Connection connection;

  @BeforeAll
  static void start() throws Exception {
    Path database = Files.createDirectory(folder.resolve("data")).resolve("chaos.duckdb");
    workload = Workload.create(database, 200_000);
    cluster = new Cluster(folder, database, 2, Map.of(), List.of("--slots", "2"));
    connection = cluster.connect();
  }

  @AfterAll
  static void stop() throws Exception {
    connection.close();
    cluster.close();
  }

  @AfterEach
  void mend() throws Exception {
    for (int i = 0; i < 2; i++) {
      cluster.link(i).heal();
      cluster.worker(i).resume();
      if (!cluster.worker(i).isAlive()) {
        cluster.worker(i).start();
      }
    }
    Cluster.awaitActive(connection, 2, Duration.ofSeconds(30));
  }

  private static Workload.Query large() {
    return query(LARGE);
  }

  private static Workload.Query query(String sql) {
    return workload.queries().stream().filter(q -> q.sql().equals(sql)).findFirst().orElseThrow();
  }

  private static CompletableFuture<Digest> start(Connection where, String sql) {
    return CompletableFuture.supplyAsync(() -> Workload.run(where, sql));
  }

  private static void assertExact(CompletableFuture<Digest> answer, Workload.Query query)
      throws Exception {
    assertEquals(query.expected(), answer.get(45, TimeUnit.SECONDS), query.sql());
  }

  @Test
  @InFull
  void aWorkerKilledBeforeItsFirstBatchCostsNoRow() throws Exception {
    cluster.link(0).after(Direction.TO_WORKER, 400, Effect.NONE, 0);
    cluster.link(0).stall();
    CompletableFuture<Digest> answer = start(connection, LARGE);
    cluster.worker(0).kill();
    cluster.link(0).heal();
    assertExact(answer, large());
  }

  @Test
  void aWorkerKilledInTheMiddleOfABatchCostsNoRow() throws Exception {
    cluster.link(0).after(Direction.FROM_WORKER, 150_000, Effect.NONE, 0);
    CompletableFuture<Digest> answer = start(connection, LARGE);
    assertTrue(cluster.link(0).awaitEffect(Duration.ofSeconds(20)));
    cluster.worker(0).kill();
    assertExact(answer, large());
  }

  @Test
  void aWorkerKilledWhileTheResultIsReadCostsNoRow() throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(LARGE)) {
      assertTrue(result.next());
      cluster.worker(0).kill();
      long rows = 1;
      while (result.next()) {
        rows++;
      }
      assertEquals(large().expected().rows(), rows);
    }
  }

  @Test
  void aStoppedWorkerIsOvertaken() throws Exception {
    cluster.worker(0).stop();
    CompletableFuture<Digest> answer = start(connection, LARGE);
    assertExact(answer, large());
  }

  @Test
  @InFull
  void aWorkerThatWasStoppedForAMomentGoesOn() throws Exception {
    cluster.link(0).after(Direction.FROM_WORKER, 10_000, Effect.NONE, 0);
    CompletableFuture<Digest> answer = start(connection, LARGE);
    assertTrue(cluster.link(0).awaitEffect(Duration.ofSeconds(20)));
    cluster.worker(0).stop();
    TimeUnit.MILLISECONDS.sleep(500);
    cluster.worker(0).resume();
    assertExact(answer, large());
  }

  @ParameterizedTest
  @EnumSource(
      value = Effect.class,
      names = {"CUT", "CORRUPT"})
  void aConnectionThatFailsInTheMiddleOfABatchCostsNoRow(Effect effect) throws Exception {
    for (long bytes : List.of(3_000L, 90_001L, 400_003L)) {
      cluster.link(0).after(Direction.FROM_WORKER, bytes, effect, 2);
      CompletableFuture<Digest> answer = start(connection, LARGE);
      assertTrue(cluster.link(0).awaitEffect(Duration.ofSeconds(20)));
      assertExact(answer, large());
      mend();
    }
  }

  @ParameterizedTest
  @EnumSource(Lie.class)
  void aWorkerThatLiesIsFoundOut(Lie lie) throws Exception {
    try (LyingLink liar = new LyingLink(cluster.worker(0).port());
        Connection deceived =
            Cluster.connect(
                cluster.model(
                    "lie " + lie, List.of(liar.address(), cluster.worker(1).address())))) {
      Cluster.awaitActive(deceived, 2, Duration.ofSeconds(10));
      liar.tell(lie);
      for (Workload.Query query : List.of(large(), workload.queries().get(1))) {
        assertExact(start(deceived, query.sql()), query);
      }
      assertTrue(lie == Lie.NONE || liar.told() > 0, "It told no lie");
    }
  }

  @Test
  @InFull
  void aLiarAloneIsNamed() throws Exception {
    try (LyingLink liar = new LyingLink(cluster.worker(0).port());
        Connection deceived = Cluster.connect(cluster.model("liar", List.of(liar.address())))) {
      liar.tell(Lie.OTHER_VALUE);
      Outcome outcome = failure(deceived, LARGE);
      assertTrue(outcome.isPromised(), outcome.text());
      assertTrue(outcome.text().contains(liar.address()), outcome.text());
    }
  }

  private static Outcome failure(Connection where, String sql) throws SQLException {
    try (Statement statement = where.createStatement()) {
      SQLException e = assertThrows(SQLException.class, () -> Workload.run(statement, sql));
      return Outcome.failure(e, false, 0);
    }
  }

  @Test
  @InFull
  void allWorkersMayDieIfOneComesBack() throws Exception {
    cluster.link(0).after(Direction.FROM_WORKER, 50_000, Effect.NONE, 0);
    CompletableFuture<Digest> answer = start(connection, LARGE);
    assertTrue(cluster.link(0).awaitEffect(Duration.ofSeconds(20)));
    cluster.worker(0).kill();
    cluster.worker(1).kill();
    cluster.worker(1).start();
    assertExact(answer, large());
  }

  @Test
  @InFull
  void withoutWorkersAQueryFailsAfterItsPatienceAndSaysWhy() throws Exception {
    cluster.worker(0).kill();
    cluster.worker(1).kill();
    Outcome outcome = failure(connection, LARGE);
    assertTrue(outcome.text().contains("No worker was left for 30 s"), outcome.text());
    assertTrue(outcome.isPromised(), outcome.text());
  }

  @Test
  void aWorkerThatIsToldToEndFinishesWhatItRuns() throws Exception {
    CompletableFuture<Digest> answer = start(connection, SLOW);
    Cluster.await(
        Duration.ofSeconds(20),
        () -> cluster.worker(0).metric("skein_worker_tasks_running") > 0,
        () -> "a running task");
    cluster.worker(0).drain();
    Digest drained = answer.get(45, TimeUnit.SECONDS);
    cluster.worker(0).awaitEnd();
    assertEquals(0, cluster.worker(0).process().exitValue());
    assertEquals(drained, start(connection, SLOW).get(45, TimeUnit.SECONDS));
  }

  /** The plan is of the old file; the query reads the old one, or the new one, but not both. */
  @Test
  @InFull
  void aFileReplacedBetweenPlanAndTaskGivesOneStateOrAnError() throws Exception {
    Path data = Files.createDirectory(folder.resolve("replaced"));
    Path file = data.resolve("r.duckdb");
    Workload.write(file, 50_000);
    try (Cluster own = new Cluster(folder.resolve("r"), file, 1, Map.of(), List.of());
        Connection planned = own.connect();
        PreparedStatement count =
            planned.prepareStatement("select count(*), min(id), max(id) from facts")) {
      assertEquals("50000 0 49999", row(count));
      Path other = data.resolve("other.duckdb");
      Workload.write(other, 70_000);
      own.link(0).stall();
      CompletableFuture<String> during =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return row(count);
                } catch (SQLException e) {
                  return Outcome.failure(e, false, 0).text();
                }
              });
      Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      own.link(0).heal();
      String answer = during.get(45, TimeUnit.SECONDS);
      assertTrue(
          List.of("50000 0 49999", "70000 0 69999").contains(answer) || answer.contains("version"),
          answer);
      assertEquals("70000 0 69999", row(count));
    }
  }

  private static String row(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1) + " " + row.getLong(2) + " " + row.getLong(3);
    }
  }

  @Test
  @InFull
  void workersRestartedInALoopCostNoRow() throws Exception {
    List<CompletableFuture<Digest>> answers = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      for (Workload.Query query : workload.queries()) {
        answers.add(start(connection, query.sql()));
      }
      WorkerJvm worker = cluster.worker(round % 2);
      worker.kill();
      worker.start();
      Cluster.awaitActive(connection, 2, Duration.ofSeconds(30));
    }
    for (int i = 0; i < answers.size(); i++) {
      assertExact(answers.get(i), workload.queries().get(i % workload.queries().size()));
    }
  }

  private static List<String> addresses() {
    return cluster.workers().stream().map(WorkerJvm::address).toList();
  }

  @Test
  @InFull
  void twoCoordinatorsShareTheWorkers() throws Exception {
    Path model = cluster.model("second", addresses());
    try (Connection second = Cluster.connect(model)) {
      List<CompletableFuture<Digest>> answers = new ArrayList<>();
      for (int round = 0; round < 2; round++) {
        for (Workload.Query query : workload.queries()) {
          answers.add(start(connection, query.sql()));
          answers.add(start(second, query.sql()));
        }
      }
      for (int i = 0; i < answers.size(); i++) {
        assertExact(answers.get(i), workload.queries().get(i / 2 % workload.queries().size()));
      }
    }
  }

  /** Rows, or an error that says what there was too little of. */
  @ParameterizedTest
  @ValueSource(strings = {"--memory-limit 40MB --max-temp-size 5MB", "--memory-limit 40MB"})
  @InFull
  void aWorkerWithTooLittleMemoryOrDiskSaysSo(String options) throws Exception {
    Path database = folder.resolve("data").resolve("chaos.duckdb");
    List<String> small = new ArrayList<>(List.of("--slots", "1"));
    small.addAll(List.of(options.split(" ")));
    try (Cluster own = new Cluster(folder.resolve(options), database, 1, Map.of(), small);
        Connection connected = own.connect()) {
      String sql =
          "select a.note, b.note, count(*), max(a.price) from facts a join facts b"
              + " on a.k = b.k and a.g < b.g group by a.note, b.note order by 1, 2 limit 5";
      try (Statement statement = connected.createStatement();
          ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          assertTrue(result.getLong(3) > 0);
        }
      } catch (SQLException e) {
        String text = Outcome.failure(e, false, 0).text();
        assertTrue(text.contains("Out of Memory") || text.contains("max_temp"), text);
        assertTrue(text.startsWith("53000"), text);
      }
      Workload.Query next = workload.queries().get(0);
      assertEquals(next.expected(), Workload.run(connected, next.sql()));
    }
  }

  /** The coordinator has 96 MB for a result of 200 MB whose reader does not read. */
  @Test
  @InFull
  void aSlowReaderOfALargeResultNeedsLittleMemory() throws Exception {
    Path model = cluster.model("slow", addresses());
    String sql =
        "select a.id, a.note, a.note || b.name || repeat('y', 900) as pad"
            + " from facts a join dims b on a.k = b.k";
    try (SkeinProcess coordinator =
        SkeinProcess.sql(model, sql, List.of("-Xmx96m"), folder.resolve("slow.log"))) {
      BufferedReader rows = coordinator.process().inputReader();
      assertEquals("id,note,pad", rows.readLine());
      long count = 0;
      long sum = 0;
      for (String row = rows.readLine(); row != null; row = rows.readLine()) {
        if (count++ % 50_000 == 0) {
          TimeUnit.MILLISECONDS.sleep(500);
        }
        sum += Long.parseLong(row.substring(0, row.indexOf(',')));
      }
      assertEquals(200_000, count, Files.readString(folder.resolve("slow.log")));
      assertEquals(200_000L * 199_999 / 2, sum);
      assertEquals(0, coordinator.process().waitFor());
      assertFalse(Files.readString(folder.resolve("slow.log")).contains("OutOfMemory"));
    }
  }
}
