package dev.skein.benchmark;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A whole table read to its end through JDBC: Skein against DuckDB's own driver. */
@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    description = "SELECT * FROM lineitem to its end, every column fetched. Try it with -Xmx256m.")
final class ScanBenchmark implements Callable<Integer> {
  private static final String SQL = "SELECT * FROM lineitem";

  @Mixin private CommonOptions common = new CommonOptions();

  @Option(
      names = "--scale",
      defaultValue = "1",
      description = "The scale factor (default: ${DEFAULT-VALUE}).")
  private BigDecimal scale = BigDecimal.ONE;

  @Override
  public Integer call() throws Exception {
    Path database = common.databases().tpch(scale);
    System.out.println(SQL + " at scale " + scale.toPlainString() + ", " + Machine.describe());
    try (Contender duckDb = Contender.duckDb(database);
        Contender streaming =
            Contender.duckDb("DuckDB streaming", database, Map.of("jdbc_stream_results", "true"));
        Contender skein = Contender.skein("Skein", database, Map.of())) {
      List<Contender> contenders = List.of(duckDb, streaming, skein);
      long expected = ResultReader.count(duckDb.connection(), SQL);
      List<Rounds.Action> actions = new ArrayList<>();
      for (Contender contender : contenders) {
        actions.add(Rounds.timed(() -> read(contender, expected)));
      }
      List<Double> medians = common.rounds().medians(actions);
      for (int i = 0; i < contenders.size(); i++) {
        System.out.printf(
            "%-17s %9.0f ms  %7.0f rows/ms  %5.2f of DuckDB's time%n",
            contenders.get(i).name(),
            medians.get(i),
            expected / medians.get(i),
            medians.get(i) / medians.get(0));
      }
      System.out.println(Machine.describe());
      return medians.get(2) <= medians.get(0) ? 0 : 1;
    }
  }

  private static void read(Contender contender, long expected) throws java.sql.SQLException {
    long rows = ResultReader.count(contender.connection(), SQL);
    if (rows != expected) {
      throw new IllegalStateException(
          contender.name() + " returned " + rows + " rows instead of " + expected);
    }
  }
}
