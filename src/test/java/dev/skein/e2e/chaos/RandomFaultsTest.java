package dev.skein.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random faults under random queries. {@code -Dskein.chaos.schedules} says how many schedules, and
 * {@code -Dskein.chaos.seed} with which to begin; one that fails names its seed.
 */
class RandomFaultsTest {
  private static final int WORKERS = 3;
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  @Test
  void eachQueryEndsWithExactRowsOrTheCauseAndNothingLeaks(@TempDir Path folder) throws Exception {
    int count = Integer.getInteger("skein.chaos.schedules", 5);
    long seed = Long.getLong("skein.chaos.seed", 1);
    Path database = Files.createDirectory(folder.resolve("data")).resolve("chaos.duckdb");
    Workload workload = Workload.create(database, 200_000);
    Map<Outcome.Kind, Integer> ends = new EnumMap<>(Outcome.Kind.class);
    List<String> broken = new ArrayList<>();
    long slowest = 0;
    ProcessFigures before;
    ProcessFigures after;
    try (Cluster cluster =
        new Cluster(folder, database, WORKERS, Map.of(), List.of("--slots", "2"))) {
      try (Connection connection = cluster.connect();
          ScheduleRun run = new ScheduleRun(cluster, cluster.model())) {
        for (Workload.Query query : workload.queries()) {
          assertEquals(query.expected(), Workload.run(connection, query.sql()), query.sql());
        }
        before = ProcessFigures.ofThisProcess();
        for (long each = seed; each < seed + count; each++) {
          Schedule schedule = Schedule.of(each, workload, WORKERS);
          System.out.print(schedule);
          for (Outcome outcome : run.run(schedule)) {
            System.out.println("    -> " + outcome);
            ends.merge(outcome.kind(), 1, Integer::sum);
            slowest = Math.max(slowest, outcome.millis());
            if (!outcome.isPromised()) {
              broken.add(schedule + " -> " + outcome);
            }
          }
        }
        Cluster.awaitActive(connection, WORKERS, RECOVERY);
        cluster.awaitIdle(Duration.ofSeconds(5));
        for (Workload.Query query : workload.queries()) {
          assertEquals(query.expected(), Workload.run(connection, query.sql()), query.sql());
        }
        after = ProcessFigures.ofThisProcess();
      } // Closing the last connection closes the runtime, which fails if rows are still held.
      for (WorkerJvm worker : cluster.workers()) {
        Cluster.await(
            Duration.ofSeconds(5),
            () -> worker.metric("skein_worker_leases") == 0,
            () -> "no lease at " + worker.address());
        System.out.println(worker.address() + ": " + worker.figures());
      }
    }
    System.out.println(
        count + " schedules from seed " + seed + ": " + ends + ", the slowest " + slowest + " ms");
    System.out.println("Coordinator before: " + before);
    System.out.println("Coordinator after:  " + after);
    assertEquals(List.of(), broken);
    assertTrue(after.descriptors() <= before.descriptors() + 10, "descriptors");
    assertTrue(after.threads() <= before.threads() + 40, "threads");
  }
}
