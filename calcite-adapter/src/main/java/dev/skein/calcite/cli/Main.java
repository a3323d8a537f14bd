package dev.skein.calcite.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The process that {@code bin/skein} starts. */
@Command(
    name = "skein",
    description = "Runs SQL over DuckDB data as row-group tasks on a pool of workers.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "  0:success",
      "  1:a statement failed, or the model could not be opened",
      "  2:wrong usage",
      "130:interrupted",
      "141:the reader of standard output has gone"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields before it calls run().
public final class Main implements Runnable {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "With an error, print the stack trace too.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  private Main() {}

  public static void main(String[] arguments) {
    quietLogs(arguments);
    System.exit(run(Streams.ofProcess(), arguments));
  }

  /** A process that serves logs what it does; one that answers a user only what is wrong. */
  private static void quietLogs(String[] arguments) {
    List<String> serving = List.of("server", "worker");
    String level = Arrays.stream(arguments).anyMatch(serving::contains) ? "info" : "warn";
    Properties system = System.getProperties();
    system.putIfAbsent("org.slf4j.simpleLogger.defaultLogLevel", level);
    system.putIfAbsent("org.slf4j.simpleLogger.showDateTime", "true");
    system.putIfAbsent("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    // Its checks of the environment are of no interest to who runs a worker.
    system.putIfAbsent("org.slf4j.simpleLogger.log.org.apache.arrow.memory", "warn");
  }

  /** {@link #main} without the exit: runs one command line and returns its exit code. */
  static int run(Streams streams, String... arguments) {
    Main main = new Main();
    CommandLine commandLine =
        new CommandLine(main)
            .addSubcommand(new SqlCommand(streams))
            .addSubcommand(new WorkerCommand(streams))
            .addSubcommand(new ServerCommand(streams))
            .addSubcommand(new ClasspathCommand(streams))
            .addSubcommand(new DemoCommand(streams))
            .addSubcommand(new PrepareCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(streams.out()))
            .setErr(streams.err())
            .setParameterExceptionHandler((e, ignored) -> wrongUsage(e))
            .setExecutionExceptionHandler((e, command, ignored) -> main.failed(e, streams));
    int exitCode = commandLine.execute(arguments);
    try {
      streams.out().flush();
    } catch (IOException e) {
      return main.failed(e, streams);
    }
    return exitCode;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static int wrongUsage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("error: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  private int failed(Exception e, Streams streams) {
    if (e instanceof IOException && String.valueOf(e.getMessage()).contains("Broken pipe")) {
      return ExitCode.OUTPUT_CLOSED;
    }
    streams.err().println("error: " + ErrorText.of(e));
    if (verbose) {
      e.printStackTrace(streams.err());
    }
    return e instanceof CommandFailure failure ? failure.exitCode() : ExitCode.FAILURE;
  }
}
