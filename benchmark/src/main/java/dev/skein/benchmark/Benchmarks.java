package dev.skein.benchmark;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The process that {@code bin/benchmark} starts. */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    description = "Compares Skein with plain DuckDB and with Calcite's stock JDBC adapter.",
    subcommands = {
      TpchBenchmark.class,
      ScanBenchmark.class,
      SplitCostBenchmark.class,
      WorkerBenchmark.class
    })
@SuppressWarnings("NullAway.Init") // picocli sets the field before it calls run().
public final class Benchmarks implements Runnable {
  @Spec private CommandLine.Model.CommandSpec spec;

  private Benchmarks() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Benchmarks()).execute(arguments));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
