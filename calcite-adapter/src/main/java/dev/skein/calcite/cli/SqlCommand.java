package dev.skein.calcite.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code skein sql}: runs statements and writes their results, or starts the shell. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = {
      "Runs SQL statements and prints their results.",
      "Statements come from -c, --file or the argument, else from standard input;"
          + " on a terminal that starts a shell."
    })
final class SqlCommand implements Callable<Integer> {
  private final Streams streams;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The Calcite model (default: model.json here or beside the installation).")
  private @Nullable Path model;

  @Option(
      names = {"-c", "--command"},
      paramLabel = "SQL",
      description = "Statements to run, separated by semicolons; may be given again.")
  private List<String> commands = new ArrayList<>();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "A file of statements, in UTF-8; - is standard input.")
  private @Nullable Path file;

  @Parameters(arity = "0..1", paramLabel = "SQL", description = "The same as -c.")
  private @Nullable String argument;

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private ResultFormat format = ResultFormat.TABLE;

  @Option(names = "--timing", description = "Print each statement's time on standard error.")
  private boolean timing;

  @Option(
      names = {"-P", "--property"},
      paramLabel = "NAME=VALUE",
      description = "A property of the connection; may be given again.")
  private Map<String, String> properties = new LinkedHashMap<>();

  SqlCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Exception {
    int sources =
        (argument == null ? 0 : 1) + (commands.isEmpty() ? 0 : 1) + (file == null ? 0 : 1);
    if (sources > 1) {
      throw CommandFailure.usage(
          "Give the statements once: as an argument, with -c or with --file");
    }
    if (sources == 0 && Shell.isOnTerminal()) {
      try (Connection connection = SkeinConnection.open(model, properties)) {
        new Shell(connection, streams, format, timing).run();
      }
      return ExitCode.SUCCESS;
    }
    List<ScriptStatement> statements = new ArrayList<>();
    for (String script : scripts()) {
      statements.addAll(ScriptSplitter.split(script));
    }
    try (Connection connection = SkeinConnection.open(model, properties)) {
      StatementRunner runner = new StatementRunner(connection, streams, format, timing);
      Interrupt interrupt = Interrupt.cancels(runner);
      try {
        for (ScriptStatement statement : statements) {
          runner.run(statement);
        }
      } finally {
        interrupt.release();
      }
    }
    return ExitCode.SUCCESS;
  }

  private List<String> scripts() throws IOException {
    if (argument != null) {
      return List.of(argument);
    }
    if (!commands.isEmpty()) {
      return commands;
    }
    if (file == null || file.toString().equals("-")) {
      return List.of(new String(streams.in().readAllBytes(), StandardCharsets.UTF_8));
    }
    try {
      return List.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw CommandFailure.usage("There is no file " + file.toAbsolutePath());
    }
  }
}
