package dev.skein.e2e.chaos;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs schedules against a cluster, and gives each query a time in which it must end. */
final class ScheduleRun implements AutoCloseable {
  private static final long LIMIT_SECONDS = 90;

  private final Cluster cluster;
  private final Path model;
  private final ExecutorService clients = Executors.newCachedThreadPool(ScheduleRun::daemon);
  private final ScheduledExecutorService clock =
      Executors.newScheduledThreadPool(4, ScheduleRun::daemon);

  ScheduleRun(Cluster cluster, Path model) {
    this.cluster = cluster;
    this.model = model;
  }

  private static Thread daemon(Runnable runnable) {
    Thread thread = new Thread(runnable, "chaos");
    thread.setDaemon(true);
    return thread;
  }

  /** Runs the queries of a schedule while its faults happen, and mends everything. */
  List<Outcome> run(Schedule schedule) throws InterruptedException, ExecutionException {
    List<Future<List<Outcome>>> running = new ArrayList<>();
    for (List<Workload.Query> client : schedule.clients()) {
      int cancelAfter = running.isEmpty() ? schedule.cancelAfterMillis() : -1;
      running.add(clients.submit(() -> run(client, cancelAfter, schedule.lastFaultMillis())));
    }
    List<Future<?>> mended = new ArrayList<>();
    for (Fault fault : schedule.faults()) {
      mended.add(
          clock.schedule(() -> fault.begin(cluster), fault.afterMillis(), TimeUnit.MILLISECONDS));
      mended.add(
          clock.schedule(
              () -> fault.mend(cluster),
              fault.afterMillis() + (long) fault.forMillis(),
              TimeUnit.MILLISECONDS));
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (Future<List<Outcome>> each : running) {
      try {
        outcomes.addAll(each.get(LIMIT_SECONDS, TimeUnit.SECONDS));
      } catch (TimeoutException e) {
        throw new AssertionError("A query hangs in " + schedule + threads(), e);
      }
    }
    for (Future<?> each : mended) {
      each.get();
    }
    return outcomes;
  }

  /** On a connection of its own: Calcite's are not for several threads. */
  private List<Outcome> run(List<Workload.Query> queries, int cancelAfterMillis, int forMillis)
      throws SQLException {
    long start = System.nanoTime();
    List<Outcome> outcomes = new ArrayList<>();
    try (Connection connection = Cluster.connect(model)) {
      for (Workload.Query query : queries) {
        outcomes.add(run(connection, query, outcomes.isEmpty() ? cancelAfterMillis : -1));
        if (millis(start) > forMillis) {
          break;
        }
      }
    }
    return outcomes;
  }

  private Outcome run(Connection connection, Workload.Query query, int cancelAfterMillis) {
    long start = System.nanoTime();
    try (Statement statement = connection.createStatement()) {
      if (cancelAfterMillis >= 0) {
        Future<?> unused =
            clock.schedule(() -> cancel(statement), cancelAfterMillis, TimeUnit.MILLISECONDS);
      }
      Digest digest = Workload.run(statement, query.sql());
      return Outcome.rows(query, digest, millis(start));
    } catch (SQLException e) {
      return Outcome.failure(e, cancelAfterMillis >= 0, millis(start));
    }
  }

  private static void cancel(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException e) {
      // it was closed before
    }
  }

  private static long millis(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }

  private static String threads() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      text.append(each.getKey()).append('\n');
      for (StackTraceElement element : each.getValue()) {
        text.append("    ").append(element).append('\n');
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    clients.shutdownNow();
    clock.shutdownNow();
  }
}
