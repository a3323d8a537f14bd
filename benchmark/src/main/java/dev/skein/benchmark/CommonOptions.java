package dev.skein.benchmark;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What every benchmark can be told. */
final class CommonOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${sys:data:-benchmark/target/data}",
      description =
          "Where the databases are made, and found again; also -Ddata (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("benchmark/target/data");

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each system is measured (default: ${DEFAULT-VALUE}).")
  private int repetitions;

  @Option(
      names = "--warmups",
      paramLabel = "N",
      defaultValue = "2",
      description = "How often each system runs before (default: ${DEFAULT-VALUE}).")
  private int warmups;

  Databases databases() {
    return new Databases(data.toAbsolutePath().normalize());
  }

  Rounds rounds() {
    return new Rounds(warmups, repetitions);
  }
}
