package dev.skein.runtime.flight;

import dev.skein.runtime.flight.security.TlsFiles;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a worker process is started with; {@link Builder} has the defaults.
 *
 * @param listen {@code grpc://host:port} or {@code grpc+tls://host:port}; port 0 for any free one
 * @param data the directory whose files it may read
 * @param slots how many tasks run at a time
 * @param threads DuckDB threads of each database; 0 for one per core
 * @param memoryLimit of each open database, as DuckDB writes it, e.g. {@code 4GB}; empty for
 *     DuckDB's default, 80% of the machine
 * @param maxTempSize how much each open database may spill
 * @param tempDirectory where a private directory for spilling is made; empty for the system's
 * @param maxDatabases how many databases stay open while nobody uses them
 * @param tokenFile the secrets of which a coordinator must show one
 * @param tls certificate and key for {@code grpc+tls}; with authorities, coordinators must show a
 *     certificate too
 * @param httpPort where figures and health are served; empty for nowhere
 * @param join the coordinator to register with; empty for none
 * @param advertise the address under which others reach this worker; empty for {@code listen}
 * @param drainTimeout how long running tasks may take to finish after SIGTERM
 */
public record WorkerOptions(
    URI listen,
    Path data,
    int slots,
    int threads,
    Optional<String> memoryLimit,
    Optional<String> maxTempSize,
    Optional<Path> tempDirectory,
    int maxDatabases,
    Optional<Path> tokenFile,
    TlsFiles tls,
    OptionalInt httpPort,
    Optional<URI> join,
    Optional<URI> advertise,
    Duration drainTimeout) {
  private static final int DEFAULT_MAX_DATABASES = 4;
  private static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofMinutes(10);

  public WorkerOptions {
    Endpoints.check(listen);
    join.ifPresent(Endpoints::check);
    advertise.ifPresent(Endpoints::check);
    if (slots < 1 || slots > 10_000) {
      throw refused("--slots is 1 to 10000, not " + slots);
    }
    if (threads < 0) {
      throw refused("--threads is 0 or more, not " + threads);
    }
    if (maxDatabases < 1) {
      throw refused("--max-databases is 1 or more, not " + maxDatabases);
    }
    if (!Endpoints.isTls(listen) && tls.hasIdentity() && join.isEmpty()) {
      throw refused("TLS files are of use only with --listen grpc+tls://host:port");
    }
    if (join.isPresent() && advertise.isEmpty() && Endpoints.isWildcard(listen)) {
      throw refused(
          "--join needs --advertise grpc://host:port: coordinators cannot connect to "
              + Endpoints.host(listen));
    }
    new ListenerSecurity(tokenFile, tls).check(listen);
  }

  private static SkeinException refused(String why) {
    return new SkeinException(Kind.USER, why);
  }

  /** Everything by default: one slot a core, DuckDB's own limits, no secrets. */
  public static WorkerOptions of(URI listen, Path data) {
    return new Builder(listen, data).build();
  }

  public static Builder builder(URI listen, Path data) {
    return new Builder(listen, data);
  }

  /** Collects the options that differ from the defaults; {@link #build} checks them together. */
  public static final class Builder {
    private final URI listen;
    private final Path data;
    private int slots = Runtime.getRuntime().availableProcessors();
    private int threads;
    private Optional<String> memoryLimit = Optional.empty();
    private Optional<String> maxTempSize = Optional.empty();
    private Optional<Path> tempDirectory = Optional.empty();
    private int maxDatabases = DEFAULT_MAX_DATABASES;
    private Optional<Path> tokenFile = Optional.empty();
    private TlsFiles tls = TlsFiles.NONE;
    private OptionalInt httpPort = OptionalInt.empty();
    private Optional<URI> join = Optional.empty();
    private Optional<URI> advertise = Optional.empty();
    private Duration drainTimeout = DEFAULT_DRAIN_TIMEOUT;

    private Builder(URI listen, Path data) {
      this.listen = listen;
      this.data = data;
    }

    public Builder slots(int value) {
      slots = value;
      return this;
    }

    public Builder threads(int value) {
      threads = value;
      return this;
    }

    public Builder memoryLimit(String value) {
      memoryLimit = Optional.of(value);
      return this;
    }

    public Builder maxTempSize(String value) {
      maxTempSize = Optional.of(value);
      return this;
    }

    public Builder tempDirectory(Path value) {
      tempDirectory = Optional.of(value);
      return this;
    }

    public Builder maxDatabases(int value) {
      maxDatabases = value;
      return this;
    }

    public Builder tokenFile(Path value) {
      tokenFile = Optional.of(value);
      return this;
    }

    public Builder tls(TlsFiles value) {
      tls = value;
      return this;
    }

    public Builder httpPort(int value) {
      httpPort = OptionalInt.of(value);
      return this;
    }

    public Builder join(URI value) {
      join = Optional.of(value);
      return this;
    }

    public Builder advertise(URI value) {
      advertise = Optional.of(value);
      return this;
    }

    public Builder drainTimeout(Duration value) {
      drainTimeout = value;
      return this;
    }

    /**
     * Checks the options together.
     *
     * @throws SkeinException of kind USER naming the option that cannot be
     */
    public WorkerOptions build() {
      return new WorkerOptions(
          listen,
          data,
          slots,
          threads,
          memoryLimit,
          maxTempSize,
          tempDirectory,
          maxDatabases,
          tokenFile,
          tls,
          httpPort,
          join,
          advertise,
          drainTimeout);
    }
  }
}
