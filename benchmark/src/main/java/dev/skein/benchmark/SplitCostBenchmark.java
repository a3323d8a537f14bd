package dev.skein.benchmark;

import com.sun.management.OperatingSystemMXBean;
import dev.skein.calcite.schema.DistributedSchema;
import dev.skein.runtime.history.AttemptRecord;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.calcite.jdbc.CalciteConnection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What splitting costs: the processor time of the whole process, with tasks and without. */
@Command(
    name = "split",
    mixinStandardHelpOptions = true,
    description = "CPU time of scan-and-aggregate as row-group tasks against one DuckDB query.")
final class SplitCostBenchmark implements Callable<Integer> {
  private static final double NANOS_PER_MILLI = 1e6;

  @Mixin private CommonOptions common = new CommonOptions();

  @Option(
      names = "--rows",
      defaultValue = "20000000",
      description = "The rows of the table (default: ${DEFAULT-VALUE}).")
  private long rows;

  @Option(
      names = "--limit",
      defaultValue = "1.15",
      description = "The largest ratio that is a success (default: ${DEFAULT-VALUE}).")
  private double limit;

  private static Map<String, String> queries() {
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put(
        "totals",
        """
        SELECT count(*), sum(quantity), sum(price), avg(weight), min(shipped), max(shipped), min(id)
        FROM facts""");
    queries.put(
        "groups",
        """
        SELECT category, count(*), sum(quantity), sum(price), avg(weight), max(shipped)
        FROM facts GROUP BY category ORDER BY category""");
    queries.put(
        "filter",
        """
        SELECT quantity, count(*), sum(price), avg(weight)
        FROM facts WHERE shipped >= DATE '2021-06-01' AND category < 500
        GROUP BY quantity ORDER BY quantity""");
    return queries;
  }

  @Override
  public Integer call() throws Exception {
    Path database = common.databases().facts(rows);
    System.out.println("Splitting " + rows + " rows, " + Machine.describe());
    double worst = 0;
    try (Contender duckDb = Contender.duckDb(database);
        Contender skein = Contender.skein("split", database, Map.of("distribution", "always"))) {
      for (Map.Entry<String, String> query : queries().entrySet()) {
        String sql = query.getValue();
        if (!RowComparison.same(
            ResultReader.rows(duckDb.connection(), sql),
            ResultReader.rows(skein.connection(), sql))) {
          throw new IllegalStateException("Skein's rows differ from DuckDB's: " + sql);
        }
        List<Rounds.Action> actions = new ArrayList<>();
        for (Contender contender : List.of(duckDb, skein)) {
          actions.add(() -> processorMillis(contender, sql));
        }
        List<Double> medians = common.rounds().medians(actions);
        double ratio = medians.get(1) / medians.get(0);
        worst = Math.max(worst, ratio);
        System.out.printf(
            "%-7s CPU ms: DuckDB %8.1f  Skein %8.1f in %d tasks  ratio %.3f%n",
            query.getKey(), medians.get(0), medians.get(1), lastTask(skein).total(), ratio);
      }
      explainTask(duckDb, lastTask(skein));
    }
    System.out.printf("Largest ratio %.3f, limit %.2f%n", worst, limit);
    System.out.println(Machine.describe());
    return worst <= limit ? 0 : 1;
  }

  private static double processorMillis(Contender contender, String sql) throws SQLException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long begun = system.getProcessCpuTime();
    ResultReader.rows(contender.connection(), sql);
    return (system.getProcessCpuTime() - begun) / NANOS_PER_MILLI;
  }

  /** A task of the driving table that ran last. */
  private static AttemptRecord lastTask(Contender skein) throws SQLException {
    DistributedSchema schema =
        Objects.requireNonNull(
                skein
                    .connection()
                    .unwrap(CalciteConnection.class)
                    .getRootSchema()
                    .subSchemas()
                    .get(Contender.SCHEMA))
            .unwrap(DistributedSchema.class);
    return Objects.requireNonNull(schema).runtime().history().attempts().stream()
        .filter(attempt -> attempt.split().startsWith("row groups"))
        .reduce((first, second) -> second.start().isBefore(first.start()) ? first : second)
        .orElseThrow(() -> new IllegalStateException("No task by row groups has run"));
  }

  /** Shows that a task reads its row groups only: DuckDB's own count of what was scanned. */
  private static void explainTask(Contender duckDb, AttemptRecord task) throws SQLException {
    System.out.printf(
        "Task %s of %d, %s:%n%s%n", task.task(), task.total(), task.split(), task.sql());
    Connection connection = duckDb.connection();
    try (Statement statement = connection.createStatement();
        ResultSet plan = statement.executeQuery("EXPLAIN ANALYZE " + task.sql())) {
      while (plan.next()) {
        plan.getString(2)
            .lines()
            .filter(line -> line.contains("Row Groups"))
            .forEach(line -> System.out.println(line.replace("│", "").strip()));
      }
    }
  }
}
