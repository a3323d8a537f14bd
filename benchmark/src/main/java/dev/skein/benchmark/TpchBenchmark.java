package dev.skein.benchmark;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The 22 queries of TPC-H: Skein, and Calcite's stock JDBC adapter, against plain DuckDB. */
@Command(
    name = "tpch",
    mixinStandardHelpOptions = true,
    description = "Time of the 22 TPC-H queries, planning included, and of planning alone.")
final class TpchBenchmark implements Callable<Integer> {
  private static final double NANOS_PER_MILLI = 1e6;

  /** The figure of what cannot be measured. */
  private static final Rounds.Action ABSENT = () -> Double.NaN;

  @Mixin private CommonOptions common = new CommonOptions();

  @Option(
      names = "--scale",
      defaultValue = "1",
      description = "The scale factor (default: ${DEFAULT-VALUE}).")
  private BigDecimal scale = BigDecimal.ONE;

  @Option(
      names = "--queries",
      split = ",",
      description = "Only these queries, e.g. 1,6 (default: all).")
  private List<Integer> chosen = List.of();

  @Option(
      names = "--stock",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Measure Calcite's stock JDBC adapter too (default: yes).")
  private boolean stock;

  private long nonce;

  private final List<Double> autoRatios = new ArrayList<>();
  private final List<Double> unseenRatios = new ArrayList<>();
  private final List<Double> alwaysRatios = new ArrayList<>();
  private final List<Double> stockRatios = new ArrayList<>();
  private final List<Double> newPlans = new ArrayList<>();
  private final List<Double> cachedPlans = new ArrayList<>();
  private final List<Integer> wrong = new ArrayList<>();
  private int stockRight;
  private int stockDifferent;
  private int stockFailed;

  @Override
  public Integer call() throws Exception {
    Path database = common.databases().tpch(scale);
    System.out.println("TPC-H at scale " + scale.toPlainString() + ", " + Machine.describe());
    try (Contender duckDb = Contender.duckDb(database);
        Contender auto = Contender.skein("auto", database, Map.of("distribution", "auto"));
        Contender always = Contender.skein("always", database, Map.of("distribution", "always"));
        StockAdapter stockAdapter = new StockAdapter(database)) {
      System.out.println(
          "Milliseconds, medians. 'unseen' is auto with a statement text new each time; plan new"
              + " and plan cached are prepareStatement alone.");
      System.out.println(
          "query    DuckDB      auto ratio    unseen ratio    always ratio     stock ratio"
              + "  plan new  cached");
      for (TpchQuery query : TpchQuery.all()) {
        if (chosen.isEmpty() || chosen.contains(query.number())) {
          measure(query, duckDb, auto, always, stockAdapter);
        }
      }
    }
    summarise();
    return wrong.isEmpty() ? 0 : 1;
  }

  private void measure(
      TpchQuery query,
      Contender duckDb,
      Contender auto,
      Contender always,
      StockAdapter stockAdapter)
      throws Exception {
    List<List<@Nullable Object>> expected = ResultReader.rows(duckDb.connection(), query.sql());
    boolean autoRight = isRight(auto, query, expected);
    boolean alwaysRight = isRight(always, query, expected);
    if (!autoRight || !alwaysRight) {
      wrong.add(query.number());
    }
    StockAdapter.Verdict compared =
        stock ? stockAdapter.compare(query, expected) : StockAdapter.Verdict.NOT_ASKED;
    // All in one series of rounds, so that all see the same machine.
    List<Double> medians =
        common
            .rounds()
            .medians(
                List.of(
                    read(duckDb, query.sql()),
                    autoRight ? read(auto, query.sql()) : ABSENT,
                    autoRight
                        ? Rounds.timed(
                            () -> ResultReader.rows(auto.connection(), query.unseen(++nonce)))
                        : ABSENT,
                    alwaysRight ? read(always, query.sql()) : ABSENT,
                    compared.ends() ? () -> stockAdapter.time(query) : ABSENT,
                    autoRight ? () -> planning(auto.connection(), query.unseen(++nonce)) : ABSENT,
                    autoRight ? () -> planning(auto.connection(), query.sql()) : ABSENT));
    StockAdapter.Verdict verdict =
        Double.isInfinite(medians.get(4)) ? StockAdapter.Verdict.TIMEOUT : compared;
    count(verdict);
    double base = medians.get(0);
    add(autoRatios, medians.get(1) / base);
    add(unseenRatios, medians.get(2) / base);
    add(alwaysRatios, medians.get(3) / base);
    add(stockRatios, medians.get(4) / base);
    add(newPlans, medians.get(5));
    add(cachedPlans, medians.get(6));
    System.out.printf(
        "Q%02d   %9.1f %9.1f %5.2f %9.1f %5.2f %9.1f %5.2f %s %9.1f %7.2f%n",
        query.number(),
        base,
        medians.get(1),
        medians.get(1) / base,
        medians.get(2),
        medians.get(2) / base,
        medians.get(3),
        medians.get(3) / base,
        verdict.ends()
            ? "%9.1f %5.2f%s"
                .formatted(
                    medians.get(4),
                    medians.get(4) / base,
                    verdict == StockAdapter.Verdict.DIFFERENT ? "*" : " ")
            : "%16s".formatted(verdict.text()),
        medians.get(5),
        medians.get(6));
  }

  private static void add(List<Double> figures, double figure) {
    if (Double.isFinite(figure)) {
      figures.add(figure);
    }
  }

  private static Rounds.Action read(Contender contender, String sql) {
    return Rounds.timed(() -> ResultReader.rows(contender.connection(), sql));
  }

  private static double planning(Connection connection, String sql) throws SQLException {
    long begun = System.nanoTime();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      double millis = (System.nanoTime() - begun) / NANOS_PER_MILLI;
      statement.getParameterMetaData();
      return millis;
    }
  }

  /** Whether Skein's rows are DuckDB's; says what is wrong if not. */
  private static boolean isRight(
      Contender skein, TpchQuery query, List<List<@Nullable Object>> expected) {
    String problem;
    try {
      if (RowComparison.same(expected, ResultReader.rows(skein.connection(), query.sql()))) {
        return true;
      }
      problem = "rows differ from DuckDB's";
    } catch (SQLException e) {
      problem = "fails: " + String.valueOf(e.getMessage()).replaceFirst("(?s)^.*\": ", "");
    }
    System.out.printf("Q%02d  %s: %s%n", query.number(), skein.name(), problem);
    return false;
  }

  private void count(StockAdapter.Verdict verdict) {
    switch (verdict) {
      case RIGHT -> stockRight++;
      case DIFFERENT -> stockDifferent++;
      case FAILED, TIMEOUT -> stockFailed++;
      case NOT_ASKED -> {}
    }
  }

  private void summarise() {
    System.out.printf("Queries with wrong rows or an error from Skein: %s%n", wrong);
    if (autoRatios.isEmpty()) {
      return;
    }
    System.out.printf(
        "Geometric mean of the ratio to DuckDB: auto %.3f, auto with unseen statements %.3f,"
            + " always %.3f; largest: auto %.2f, always %.2f%n",
        Statistics.geometricMean(autoRatios),
        Statistics.geometricMean(unseenRatios),
        Statistics.geometricMean(alwaysRatios),
        autoRatios.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN),
        alwaysRatios.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN));
    System.out.printf(
        "Planning, median over the queries: %.2f ms new, %.3f ms cached%n",
        Statistics.median(newPlans), Statistics.median(cachedPlans));
    if (stock) {
      System.out.printf(
          "Stock JDBC adapter: %d right, %d different (*), %d failed or over %d s; geometric mean"
              + " of the ratio of those that end %.3f%n",
          stockRight,
          stockDifferent,
          stockFailed,
          StockAdapter.LIMIT.toSeconds(),
          Statistics.geometricMean(stockRatios));
    }
    System.out.println(Machine.describe());
  }
}
