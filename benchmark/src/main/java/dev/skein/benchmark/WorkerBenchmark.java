package dev.skein.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a second worker brings: two processes against one, each with one slot and one thread. */
@Command(
    name = "workers",
    mixinStandardHelpOptions = true,
    description = "Speed-up of two one-thread worker processes over one.")
final class WorkerBenchmark implements Callable<Integer> {
  @Mixin private CommonOptions common = new CommonOptions();

  @Option(
      names = "--rows",
      defaultValue = "60000000",
      description = "The rows of the table (default: ${DEFAULT-VALUE}).")
  private long rows;

  @Option(
      names = "--limit",
      defaultValue = "1.85",
      description = "The smallest speed-up that is a success (default: ${DEFAULT-VALUE}).")
  private double limit;

  private static Map<String, String> queries() {
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put(
        "scan",
        """
        SELECT id, category, price, weight FROM facts
        WHERE shipped = DATE '2021-03-04' AND quantity < 10""");
    queries.put(
        "aggregate",
        """
        SELECT category, count(*), sum(quantity), sum(price), avg(weight), max(shipped)
        FROM facts GROUP BY category ORDER BY category""");
    queries.put(
        "join",
        """
        SELECT region, kind, count(*), sum(price), avg(weight)
        FROM facts JOIN dimension ON facts.dimension_id = dimension.id
        WHERE quantity > 5
        GROUP BY region, kind ORDER BY region, kind""");
    return queries;
  }

  @Override
  public Integer call() throws Exception {
    Path database = common.databases().facts(rows);
    System.out.println("Two workers over " + rows + " rows, " + Machine.describe());
    Path data = common.databases().directory();
    double least = Double.POSITIVE_INFINITY;
    // The one of the pair that works alone is idle in the other rounds, as the pair's second is.
    try (WorkerProcess first = WorkerProcess.start(data);
        WorkerProcess second = WorkerProcess.start(data);
        Contender duckDb = Contender.duckDb(database);
        Contender one = skein("one worker", database, List.of(first));
        Contender two = skein("two workers", database, List.of(first, second))) {
      for (Map.Entry<String, String> query : queries().entrySet()) {
        String sql = query.getValue();
        List<Rounds.Action> actions = new ArrayList<>();
        for (Contender contender : List.of(one, two)) {
          if (!RowComparison.same(
              ResultReader.rows(duckDb.connection(), sql),
              ResultReader.rows(contender.connection(), sql))) {
            throw new IllegalStateException(contender.name() + " differs from DuckDB: " + sql);
          }
          actions.add(Rounds.timed(() -> ResultReader.rows(contender.connection(), sql)));
        }
        List<Double> medians = common.rounds().medians(actions);
        double speedUp = medians.get(0) / medians.get(1);
        least = Math.min(least, speedUp);
        System.out.printf(
            "%-10s one %9.1f ms  two %9.1f ms  speed-up %.2f%n",
            query.getKey(), medians.get(0), medians.get(1), speedUp);
      }
    }
    System.out.printf("Least speed-up %.2f, limit %.2f%n", least, limit);
    System.out.println(Machine.describe());
    return least >= limit ? 0 : 1;
  }

  private static Contender skein(String name, Path database, List<WorkerProcess> workers)
      throws Exception {
    return Contender.skein(
        name,
        database,
        Map.of(
            "workers",
            workers.stream().map(WorkerProcess::address).toList(),
            "distribution",
            "always"));
  }
}
