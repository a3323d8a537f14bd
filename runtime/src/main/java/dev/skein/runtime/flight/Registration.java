package dev.skein.runtime.flight;

import dev.skein.runtime.flight.ControlCodec.Join;
import dev.skein.runtime.task.SkeinException;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.Result;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a coordinator again and again that this worker is there; see {@link RegisteredWorkers}. A
 * coordinator that is not there yet, or not any more, is told when it is.
 */
final class Registration implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final URI coordinator;
  private final byte[] message;
  private final ManagedChannel channel;
  private final FlightClient client;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Threads.named("skein-join"));
  private boolean announced;
  private boolean left;

  /**
   * Begins to announce a worker.
   *
   * @param endpoint where coordinators reach the worker
   */
  Registration(URI coordinator, URI endpoint, FlightChannels channels, BufferAllocator allocator) {
    this.coordinator = coordinator;
    this.message = ControlCodec.encode(new Join(endpoint, DuckDbVersion.get()));
    this.channel = channels.open(coordinator);
    this.client = FlightGrpcUtils.createFlightClientWithSharedChannel(allocator, channel);
    ScheduledFuture<?> unused =
        clock.scheduleWithFixedDelay(this::announce, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void announce() {
    if (left) {
      return;
    }
    try {
      // gRPC would wait up to two minutes before it tries again to connect.
      channel.resetConnectBackoff();
      say(Protocol.JOIN);
      if (!announced) {
        LOG.info("event=joined coordinator={}", coordinator);
      }
      announced = true;
    } catch (RuntimeException | Error e) { // what is thrown here would be the last try
      SkeinException reason = FlightErrors.fromFlight("Joining " + coordinator, e);
      LOG.warn(
          "event=join_failed coordinator={} reason={}",
          coordinator,
          LogText.quoted(reason.getMessage()));
      announced = false;
    }
  }

  private void say(String action) {
    Iterator<Result> answer =
        client.doAction(
            new Action(action, message),
            CallOptions.timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
    answer.forEachRemaining(ignored -> {});
  }

  /** Tells the coordinator to send no more tasks. */
  synchronized void leave() {
    left = true;
    if (announced) {
      try {
        say(Protocol.LEAVE);
      } catch (RuntimeException e) {
        LOG.info("event=leave_failed coordinator={} reason={}", coordinator, LogText.quoted(e));
      }
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    channel.shutdownNow();
    try {
      channel.awaitTermination(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      client.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
