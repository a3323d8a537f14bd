package dev.skein.runtime.flight;

import com.google.common.io.Closer;
import dev.skein.runtime.flight.ops.OpsServer;
import dev.skein.runtime.flight.security.BearerToken;
import dev.skein.runtime.flight.security.SelectOnly;
import dev.skein.runtime.flight.security.TokenFile;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.ArrowLibrary;
import dev.skein.runtime.worker.JvmFlags;
import dev.skein.runtime.worker.LimitsCheck;
import dev.skein.runtime.worker.OpenFileLimit;
import dev.skein.runtime.worker.WorkerCores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's server: listens, runs the tasks that come, and frees all it holds when closed. */
public final class WorkerServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerServer.class);

  private static final long SWEEP_MILLIS = 100;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  /** Besides the slots, which have threads of their own: heartbeats, greetings, releases. */
  private static final int CALL_THREADS = 4;

  /** All that must be closed, the last first; so a start that fails half-way leaves nothing. */
  private final Closer made;

  private final BufferAllocator allocator;
  private final ScheduledExecutorService clock;
  private final Leases leases = new Leases();
  private final SelectOnly selectOnly;
  private final Slots slots;
  private final OpenDatabases databases;
  private final FlightListener listener;
  private final WorkerMetrics metrics;
  private final @Nullable OpsServer ops;
  private final @Nullable Registration registration;
  private final WorkerOptions options;
  private boolean closed;

  private WorkerServer(WorkerOptions options, Closer made) throws IOException {
    this.options = options;
    this.made = made;
    DataDirectory directory = new DataDirectory(options.data());
    allocator = new RootAllocator();
    made.register(allocator::close);
    clock = Threads.clock("skein-clock");
    made.register(clock::shutdownNow);
    selectOnly = new SelectOnly();
    made.register(selectOnly::close);
    metrics = new WorkerMetrics();
    made.register(metrics::close);
    slots = new Slots(options.slots());
    made.register(slots::close);
    PrivateDirectory spill = spill(options);
    made.register(spill::close);
    databases = new OpenDatabases(directory, options, this::location, spill.path(), allocator);
    made.register(databases::close);
    StatusReport status = new StatusReport(slots, databases);
    metrics.watch(slots, databases, leases, status, allocator);
    FlightWorkerProducer producer =
        new FlightWorkerProducer(
            DuckDbVersion.get(),
            databases,
            selectOnly,
            leases,
            slots,
            WorkerCores.local(options.threads()),
            allocator,
            status,
            metrics);
    ops = options.httpPort().isPresent() ? serveOps(options.httpPort().getAsInt()) : null;
    if (ops != null) {
      made.register(ops::close);
    }
    listener =
        new FlightListener(
            options.listen(),
            new ListenerSecurity(options.tokenFile(), options.tls()),
            producer,
            new CallHeaders.Connections(leases),
            options.slots() + CALL_THREADS,
            allocator,
            clock);
    made.register(listener::close);
    registration = options.join().isPresent() ? register(options.join().get()) : null;
    ScheduledFuture<?> unused =
        clock.scheduleWithFixedDelay(
            leases::endExpired, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    LOG.info("event=worker_started location={} data={}", location(), directory.root());
    if (!Endpoints.isTls(options.listen()) && !Endpoints.isLoopback(options.listen())) {
      LOG.warn("event=no_tls location={} reason=\"tokens and rows can be overheard\"", location());
    }
  }

  /**
   * Starts to listen.
   *
   * @throws SkeinException of kind USER if the options cannot be
   */
  public static WorkerServer start(WorkerOptions options) {
    JvmFlags.check();
    ArrowLibrary.check();
    OpenFileLimit.check("A worker");
    new LimitsCheck("--memory-limit", "--max-temp-size")
        .check(options.memoryLimit(), options.maxTempSize());
    Closer made = Closer.create();
    try {
      return new WorkerServer(options, made);
    } catch (IOException e) {
      leave(made, e);
      throw new SkeinException(
          Kind.USER, "The worker cannot listen on " + options.listen() + ": " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      leave(made, e);
      throw e;
    }
  }

  private static void leave(Closer made, Throwable why) {
    try {
      made.close();
    } catch (IOException | RuntimeException e) {
      why.addSuppressed(e);
    }
  }

  private Registration register(URI coordinator) {
    FlightChannels channels =
        new FlightChannels(options.tokenFile(), options.tls(), CONNECT_TIMEOUT);
    made.register(channels::close);
    Registration registering = new Registration(coordinator, location(), channels, allocator);
    made.register(registering::close);
    return registering;
  }

  private static PrivateDirectory spill(WorkerOptions options) {
    try {
      return PrivateDirectory.create(options.tempDirectory());
    } catch (IOException e) {
      throw new SkeinException(
          Kind.USER,
          "No directory can be made in "
              + options.tempDirectory().map(Path::toString).orElse("the system's own")
              + " for what the worker spills; check --temp-directory: "
              + e.getMessage(),
          e);
    }
  }

  /** On the same addresses as the worker itself, and behind the same token. */
  private OpsServer serveOps(int port) {
    OpsServer.Subject subject =
        new OpsServer.Subject() {
          @Override
          public String metrics() {
            return metrics.scrape();
          }

          @Override
          public Optional<String> unhealthy() {
            return selectOnly.isStuck()
                ? Optional.of("tasks cannot be checked any more")
                : Optional.empty();
          }

          @Override
          public Optional<String> unready() {
            return slots.isDraining() ? Optional.of("draining") : Optional.empty();
          }
        };
    return new OpsServer(
        new InetSocketAddress(Endpoints.host(options.listen()), port),
        subject,
        options
            .tokenFile()
            .map(TokenFile::new)
            .map(t -> header -> t.admits(BearerToken.of(header))));
  }

  /** Where figures and health are served, if anywhere. */
  public OptionalInt httpPort() {
    return ops == null ? OptionalInt.empty() : OptionalInt.of(ops.port());
  }

  /** Where coordinators reach it: what it advertises, or where it listens, with the real port. */
  public URI location() {
    return options.advertise().orElseGet(listener::location);
  }

  /** Takes no more tasks; those that run or wait go on. Coordinators see it with a heartbeat. */
  public void drain() {
    LOG.info("event=worker_draining running={} waiting={}", slots.running(), slots.waiting());
    slots.drain();
    if (registration != null) {
      registration.leave();
    }
  }

  /**
   * After {@link #drain}: waits for the last task.
   *
   * @return false if tasks still ran at the end of the time
   */
  public boolean awaitIdle(Duration timeout) throws InterruptedException {
    return slots.awaitIdle(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Stops: running tasks fail at their coordinators as lost. What finished tasks have sent still
   * arrives, unless nobody reads it.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    slots.drain();
    clock.shutdownNow();
    if (registration != null) {
      registration.leave();
    }
    leases.endAll("the worker stops");
    listener.shutdown();
    try {
      if (!slots.awaitIdle(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("event=worker_stop_forced running={}", slots.running());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    slots.interrupt();
    try {
      made.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    LOG.info("event=worker_stopped location={}", location());
  }
}
