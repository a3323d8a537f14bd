package dev.skein.calcite.cli;

import dev.skein.runtime.flight.WorkerOptions;
import dev.skein.runtime.flight.WorkerProcess;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code skein worker}: runs tasks for coordinators until it is told to end. */
@Command(
    name = "worker",
    mixinStandardHelpOptions = true,
    description = {
      "Runs tasks on the DuckDB and Parquet files of a folder, for the models that name it.",
      "Prints its address on standard output when it listens; SIGTERM lets it finish what runs."
    })
final class WorkerCommand implements Callable<Integer> {
  private final Streams streams;

  @Option(
      names = "--listen",
      paramLabel = "URI",
      defaultValue = "grpc://127.0.0.1:8815",
      description =
          "grpc://HOST:PORT or grpc+tls://HOST:PORT; port 0 takes a free one (default:"
              + " ${DEFAULT-VALUE}).")
  private @Nullable URI listen;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "The folder whose files it may read, and nothing beside it.")
  private @Nullable Path data;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "How many tasks run at a time (default: one for each core).")
  private @Nullable Integer slots;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "DuckDB's threads for each database (default: one for each core).")
  private @Nullable Integer threads;

  @Option(
      names = "--memory-limit",
      paramLabel = "SIZE",
      description = "DuckDB's memory for each open database, e.g. 4GB (default: 80%% of all).")
  private @Nullable String memoryLimit;

  @Option(
      names = "--temp-directory",
      paramLabel = "DIR",
      description = "Where it makes a private folder to spill to (default: the system's).")
  private @Nullable Path tempDirectory;

  @Option(
      names = "--max-temp-size",
      paramLabel = "SIZE",
      description = "How much each open database may spill, e.g. 20GB.")
  private @Nullable String maxTempSize;

  @Option(
      names = "--max-databases",
      paramLabel = "N",
      description = "How many databases stay open while nobody uses them.")
  private @Nullable Integer maxDatabases;

  @Option(
      names = "--advertise",
      paramLabel = "URI",
      description = "The address under which others reach it, if not that of --listen.")
  private @Nullable URI advertise;

  @Option(
      names = "--drain-timeout",
      paramLabel = "SECONDS",
      description = "How long running tasks may take to finish after SIGTERM.")
  private @Nullable Integer drainTimeout;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file of secrets, one a line, of which coordinators must show one.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--join",
      paramLabel = "URI",
      description = "The coordinator's address (its join+grpc:// entry) to announce itself at.")
  private @Nullable URI join;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "Serve /metrics, /health and /ready here, on the host of --listen.")
  private @Nullable Integer httpPort;

  @Mixin private TlsOptions tls = new TlsOptions();

  @Mixin private LogOptions log = new LogOptions();

  WorkerCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    WorkerOptions options = options();
    Runnable finishLog = log.apply();
    WorkerProcess.run(options, streams.out(), finishLog);
    return ExitCode.SUCCESS;
  }

  private WorkerOptions options() {
    if (listen == null || data == null) {
      throw CommandFailure.usage("Give --listen and --data");
    }
    if (!Files.isDirectory(data)) {
      throw CommandFailure.usage("There is no folder " + data + "; check --data");
    }
    WorkerOptions.Builder options = WorkerOptions.builder(listen, data).tls(tls.files());
    if (slots != null) {
      options.slots(slots);
    }
    if (threads != null) {
      options.threads(threads);
    }
    if (memoryLimit != null) {
      options.memoryLimit(memoryLimit);
    }
    if (tempDirectory != null) {
      options.tempDirectory(tempDirectory);
    }
    if (maxTempSize != null) {
      options.maxTempSize(maxTempSize);
    }
    if (maxDatabases != null) {
      options.maxDatabases(maxDatabases);
    }
    if (advertise != null) {
      options.advertise(advertise);
    }
    if (drainTimeout != null) {
      options.drainTimeout(Duration.ofSeconds(drainTimeout));
    }
    if (join != null) {
      options.join(join);
    }
    if (httpPort != null) {
      options.httpPort(Ports.check("--http-port", httpPort));
    }
    if (tokenFile != null) {
      options.tokenFile(tokenFile);
    }
    try {
      return options.build();
    } catch (SkeinException e) {
      if (e.kind() == Kind.USER) {
        throw CommandFailure.usage(ErrorText.of(e));
      }
      throw e;
    }
  }
}
