package dev.skein.runtime.flight;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.auth.ServerAuthHandler;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's server: listens, runs the tasks that come, and frees all it holds when closed. */
public final class WorkerServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerServer.class);

  /** It warns, with a stack, of each call that is cancelled while rows wait for the network. */
  private static final java.util.logging.Logger GRPC_LOG =
      java.util.logging.Logger.getLogger("io.grpc.netty.NettyServerHandler");

  private static final long SWEEP_MILLIS = 100;
  private static final int MAX_CALLS_PER_CONNECTION = 1_024;
  private static final Duration PING_EVERY = Duration.ofSeconds(10);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final URI location;
  private final BufferAllocator allocator = new RootAllocator();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Threads.named("skein-leases"));
  private final ExecutorService calls;
  private final ExecutorService loads;
  private final Path tempDirectory;
  private final OpenDatabases databases;
  private final Leases leases = new Leases();
  private final Slots slots;
  private final Server server;
  private boolean closed;

  private WorkerServer(WorkerOptions options) throws IOException {
    GRPC_LOG.setLevel(java.util.logging.Level.SEVERE);
    DataDirectory directory = new DataDirectory(options.data());
    slots = new Slots(options.slots());
    calls = Executors.newFixedThreadPool(options.slots() + 4, Threads.named("skein-call"));
    loads = Executors.newFixedThreadPool(options.slots() + 1, Threads.named("skein-load"));
    tempDirectory = privateDirectory(options);
    databases =
        new OpenDatabases(
            directory, options, options.listen().toString(), tempDirectory, allocator);
    FlightWorkerProducer producer =
        new FlightWorkerProducer(
            duckDbVersion(),
            databases,
            leases,
            slots,
            allocator,
            new StatusReport(slots, databases));
    server =
        NettyServerBuilder.forAddress(Endpoints.address(options.listen()))
            .executor(calls)
            .addService(ServerInterceptors.intercept(flightService(producer), new CallHeaders()))
            .addTransportFilter(new CallHeaders.Connections(leases))
            .maxInboundMessageSize(Protocol.MAX_MESSAGE_BYTES)
            .maxInboundMetadataSize(Protocol.MAX_HEADER_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .permitKeepAliveTime(1, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .keepAliveTime(PING_EVERY.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(PING_EVERY.toMillis(), TimeUnit.MILLISECONDS)
            .build();
    server.start();
    location = Endpoints.withPort(options.listen(), server.getPort());
    ScheduledFuture<?> unused =
        clock.scheduleWithFixedDelay(
            leases::endExpired, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    LOG.info("event=worker_started location={} data={}", location, directory.root());
  }

  /**
   * Starts to listen.
   *
   * @throws SkeinException of kind USER if the options cannot be
   */
  public static WorkerServer start(WorkerOptions options) {
    try {
      return new WorkerServer(options);
    } catch (IOException e) {
      throw new SkeinException(
          Kind.USER, "The worker cannot listen on " + options.listen() + ": " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("deprecation") // There is no other door to Flight's service than this one.
  private BindableService flightService(FlightWorkerProducer producer) {
    return FlightGrpcUtils.createFlightService(allocator, producer, ServerAuthHandler.NO_OP, loads);
  }

  /** DuckDB spills what it reads, so nobody else may look. */
  private static Path privateDirectory(WorkerOptions options) throws IOException {
    String prefix = "skein-worker-";
    if (options.tempDirectory().isEmpty()) {
      return Files.createTempDirectory(prefix);
    }
    Files.createDirectories(options.tempDirectory().get());
    return Files.createTempDirectory(options.tempDirectory().get(), prefix);
  }

  static String duckDbVersion() {
    try (java.sql.Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT version()")) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new SkeinException(Kind.INTERNAL, "DuckDB does not start: " + e.getMessage(), e);
    }
  }

  /** Where it listens, with the real port. */
  public URI location() {
    return location;
  }

  /** Takes no more tasks; those that run or wait go on. Coordinators see it with a heartbeat. */
  public void drain() {
    LOG.info("event=worker_draining running={} waiting={}", slots.running(), slots.waiting());
    slots.drain();
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
    leases.endAll("the worker stops");
    server.shutdown();
    try {
      if (!slots.awaitIdle(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("event=worker_stop_forced running={}", slots.running());
      }
      slots.close();
      server.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      server.shutdownNow();
      server.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      for (ExecutorService threads : List.of(loads, calls)) {
        threads.shutdownNow();
        if (!threads.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          LOG.warn("event=worker_stop_forced threads={}", threads);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    databases.close();
    deleteTemp();
    allocator.close();
    LOG.info("event=worker_stopped location={}", location);
  }

  private void deleteTemp() {
    try (Stream<Path> files = Files.walk(tempDirectory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("event=temp_not_deleted directory={}", tempDirectory, e);
    }
  }
}
