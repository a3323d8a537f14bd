package dev.skein.calcite.cli;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What {@code bin/skein} calls once after each build. It writes into a folder the class path that
 * every later start uses, with the jars that would slow a start down replaced by {@link QuickJar}
 * copies, and a model with statements over it that load the classes worth archiving.
 */
@Command(name = "prepare", hidden = true, description = "Used by bin/skein after a build.")
final class PrepareCommand implements Callable<Integer> {
  private static final BigDecimal TRAINING_SCALE = new BigDecimal("0.001");
  private static final String TRAINING_STATEMENTS = "training.sql";

  private static final String TRAINING_MODEL =
      """
      {"version": "1.0", "defaultSchema": "tpch", "schemas": [{
        "name": "tpch", "type": "custom",
        "factory": "dev.skein.calcite.schema.DistributedSchemaFactory",
        "operand": {"database": "tpch.duckdb", "workers": 2}}]}
      """;

  @Option(names = "--output", required = true)
  private @Nullable Path output;

  @Override
  public Integer call() throws IOException, SQLException {
    if (output == null) {
      throw CommandFailure.usage("Missing --output");
    }
    writeTraining(output.resolve("training"));
    writeClassPath(output);
    return ExitCode.SUCCESS;
  }

  private static void writeTraining(Path folder) throws IOException, SQLException {
    TpchTables.write(folder.resolve("tpch.duckdb"), TRAINING_SCALE);
    Files.writeString(folder.resolve("model.json"), TRAINING_MODEL);
    try (InputStream in = PrepareCommand.class.getResourceAsStream(TRAINING_STATEMENTS)) {
      if (in == null) {
        throw new IllegalStateException(TRAINING_STATEMENTS + " is missing from the jar");
      }
      Files.copy(in, folder.resolve(TRAINING_STATEMENTS), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void writeClassPath(Path folder) throws IOException {
    Path library = Files.createDirectories(folder.resolve("lib"));
    List<Path> entries = new ArrayList<>();
    for (Path entry : ClassPath.entries()) {
      entries.add(QuickJar.of(entry, library));
    }
    Path unfinished = folder.resolve("classpath.unfinished");
    Files.writeString(unfinished, ClassPath.join(entries));
    // In one step: another launch may be reading it.
    Files.move(
        unfinished,
        folder.resolve("classpath"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
