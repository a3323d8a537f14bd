package dev.skein.calcite.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code skein demo}: makes the database that the demo's model names, or a larger one. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Makes a DuckDB file with the TPC-H tables; replaces the file if it is there.")
final class DemoCommand implements Callable<Integer> {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Streams streams;

  @Option(
      names = "--scale",
      defaultValue = "0.01",
      description =
          "The TPC-H scale factor; 1 is 6 million rows of lineitem (default: ${DEFAULT-VALUE}).")
  private BigDecimal scale = BigDecimal.ONE;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      required = true,
      description = "The file to make.")
  private @Nullable Path output;

  DemoCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException, SQLException {
    if (output == null || scale.signum() <= 0) {
      throw CommandFailure.usage("--scale must be above 0");
    }
    long begun = System.nanoTime();
    TpchTables.write(output, scale);
    double seconds = (System.nanoTime() - begun) / NANOS_PER_SECOND;
    streams
        .err()
        .printf("Made %s, TPC-H at scale %s, in %.1f s%n", output, scale.toPlainString(), seconds);
    return ExitCode.SUCCESS;
  }
}
