package dev.skein.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients at once, half of them over Avatica and half in this process, with short and long
 * queries on two workers. {@code -Dskein.load.seconds} says for how long.
 */
class LoadTest {
  private static final int CLIENTS = 64;
  private static final int REPORT_SECONDS = 20;

  /** Avatica fetches a hundred rows at a time; those who want many rows are elsewhere. */
  private static final int ROWS_OVER_AVATICA = 2_000;

  private static final String SERVER_HEAP = "-Xmx512m";

  private final AtomicLong finished = new AtomicLong();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Long> avaticaMillis = new ConcurrentLinkedQueue<>();
  private final Queue<Long> localMillis = new ConcurrentLinkedQueue<>();

  @Test
  void sixtyFourClientsGetExactRowsInBoundedMemory(@TempDir Path folder) throws Exception {
    int seconds = Integer.getInteger("skein.load.seconds", 4);
    Path database = Files.createDirectory(folder.resolve("data")).resolve("chaos.duckdb");
    Workload workload = Workload.create(database, 200_000);
    List<String> limits = List.of("--slots", "2", "--memory-limit", "512MB", "--threads", "2");
    try (Cluster cluster =
            new Cluster(folder, database, 2, Map.of("memoryLimit", "512MB"), limits);
        SkeinProcess server = server(cluster, folder)) {
      String url = "jdbc:avatica:remote:url=" + listening(server) + ";serialization=protobuf";
      Path model = cluster.model();
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        running.add(
            clients.submit(
                () -> {
                  if (client % 2 == 0) {
                    overAvatica(url, workload, new Random(client), until);
                  } else {
                    inProcess(model, workload, new Random(client), until);
                  }
                  return null;
                }));
      }
      report(cluster, server, until);
      for (Future<?> each : running) {
        each.get(120, TimeUnit.SECONDS);
      }
      clients.shutdown();
      cluster.awaitIdle(Duration.ofSeconds(10));
      System.out.println("At the end, " + finished + " queries, " + failures.size() + " failures");
      System.out.println(figures(cluster, server));
      System.out.println("Avatica: " + percentiles(avaticaMillis));
      System.out.println("In-process: " + percentiles(localMillis));
    }
    assertEquals(List.of(), failures.stream().limit(5).toList());
    assertTrue(finished.get() >= CLIENTS, finished + " queries");
  }

  private static SkeinProcess server(Cluster cluster, Path folder)
      throws IOException, InterruptedException {
    Path model =
        cluster.model("server", cluster.workers().stream().map(WorkerJvm::address).toList());
    return SkeinProcess.start(
        List.of(SERVER_HEAP),
        List.of("server", "--port", "0", "--model", model.toString()),
        folder.resolve("server.log"));
  }

  /** The line that the server prints; after it, it prints nothing. */
  private static String listening(SkeinProcess server) throws IOException {
    BufferedReader output = server.process().inputReader();
    String line = output.readLine();
    if (line == null) {
      throw new IOException("The server ended before it listened");
    }
    return line.substring(line.indexOf("http://"));
  }

  private void overAvatica(String url, Workload workload, Random random, long until)
      throws SQLException {
    List<Workload.Query> queries =
        workload.queries().stream()
            .filter(query -> query.expected().rows() < ROWS_OVER_AVATICA)
            .toList();
    try (Connection connection = DriverManager.getConnection(url)) {
      query(connection, queries, random, until, avaticaMillis);
    }
  }

  private void inProcess(Path model, Workload workload, Random random, long until)
      throws SQLException {
    try (Connection connection = Cluster.connect(model)) {
      query(connection, workload.queries(), random, until, localMillis);
    }
  }

  private void query(
      Connection connection,
      List<Workload.Query> queries,
      Random random,
      long until,
      Queue<Long> millis) {
    do {
      Workload.Query query = queries.get(random.nextInt(queries.size()));
      long start = System.nanoTime();
      try (Statement statement = connection.createStatement()) {
        Digest digest = Workload.run(statement, query.sql());
        if (!digest.equals(query.expected())) {
          failures.add(query.sql() + ": " + query.expected() + " but " + digest);
        }
        finished.incrementAndGet();
        millis.add((System.nanoTime() - start) / 1_000_000);
      } catch (SQLException | RuntimeException e) {
        failures.add(query.sql() + ": " + e);
      }
    } while (until - System.nanoTime() > 0);
  }

  /** Says again and again what the processes hold. */
  private void report(Cluster cluster, SkeinProcess server, long until) throws Exception {
    while (until - System.nanoTime() > 0) {
      long left = TimeUnit.NANOSECONDS.toSeconds(until - System.nanoTime());
      System.out.println(left + " s left, " + finished + " queries; " + figures(cluster, server));
      TimeUnit.SECONDS.sleep(Math.min(REPORT_SECONDS, left + 1));
    }
  }

  private static String figures(Cluster cluster, SkeinProcess server) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("server ").append(SERVER_HEAP).append(": ");
    text.append(ProcessFigures.of(server.process().pid()));
    for (WorkerJvm worker : cluster.workers()) {
      text.append("; worker: ").append(worker.figures());
    }
    return text.append("; this JVM, clients and coordinator: ")
        .append(ProcessFigures.ofThisProcess())
        .toString();
  }

  private static String percentiles(Queue<Long> millis) {
    List<Long> sorted = millis.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return "none";
    }
    return "%d queries, median %d ms, 95%% %d ms, slowest %d ms"
        .formatted(
            sorted.size(),
            sorted.get(sorted.size() / 2),
            sorted.get(sorted.size() * 95 / 100),
            sorted.get(sorted.size() - 1));
  }
}
