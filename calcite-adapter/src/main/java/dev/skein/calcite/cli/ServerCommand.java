package dev.skein.calcite.cli;

import dev.skein.runtime.flight.ops.StopDeadline;
import dev.skein.runtime.worker.OpenFileLimit;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code skein server}: serves a model to Avatica's remote driver until it is stopped. */
@Command(
    name = "server",
    mixinStandardHelpOptions = true,
    description = {
      "Serves a model over HTTP to Avatica's remote driver, in JSON and in protobuf.",
      "Prints its address on standard output when it listens."
    })
final class ServerCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServerCommand.class);

  /** Answers get five seconds of it. */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

  private final Streams streams;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The Calcite model (default: model.json here or beside the installation).")
  private @Nullable Path model;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "The address to listen on (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      defaultValue = "8765",
      description = "The port; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "A file of secrets, one a line, of which clients must show one, as a bearer token or as"
              + " the password of basic authentication.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "Serve /metrics, /health and /ready here, on --host.")
  private @Nullable Integer httpPort;

  @Option(
      names = {"-P", "--property"},
      paramLabel = "NAME=VALUE",
      description = "A property of every client's connection; may be given again.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Mixin private TlsOptions tls = new TlsOptions();

  @Mixin private LogOptions log = new LogOptions();

  ServerCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws Exception {
    ServerOptions options =
        new ServerOptions(
            ModelFile.find(model),
            new InetSocketAddress(host, Ports.check("--port", port)),
            Optional.ofNullable(tokenFile),
            tls.files(),
            httpPort == null
                ? OptionalInt.empty()
                : OptionalInt.of(Ports.check("--http-port", httpPort)),
            properties);
    Runnable finishLog = log.apply();
    OpenFileLimit.check("A server");
    AvaticaServer server = AvaticaServer.start(options);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stop(server, finishLog), "skein-server-stop"));
    streams.out().append("listening on ").append(server.url()).append('\n').flush();
    server.join();
    return ExitCode.SUCCESS;
  }

  private static void stop(AvaticaServer server, Runnable finishLog) {
    StopDeadline.start(STOP_PATIENCE, finishLog);
    try {
      server.close();
    } catch (RuntimeException e) {
      LOG.error("event=server_stop_failed", e);
    } finally {
      finishLog.run();
    }
  }
}
