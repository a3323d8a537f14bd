package dev.skein.runtime.flight;

import com.google.common.base.Throwables;
import dev.skein.runtime.flight.ControlCodec.Join;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.WorkerDirectory;
import io.grpc.ServerTransportFilter;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Result;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers that announce themselves at an address of the coordinator ({@code skein worker
 * --join}). A worker says again and again that it is there, so a coordinator that was restarted
 * soon knows all of them, and one that says nothing for a while is forgotten.
 */
final class RegisteredWorkers implements WorkerDirectory {
  private static final Logger LOG = LoggerFactory.getLogger(RegisteredWorkers.class);

  private static final int MAX_WORKERS = 10_000;
  private static final int CALL_THREADS = 2;
  private static final long SWEEP_MILLIS = 200;

  private final Duration forgetAfter;
  private final String duckDb = DuckDbVersion.get();
  private final ChangingWorkers workers = new ChangingWorkers();
  private final Map<URI, Long> heardNanos = new HashMap<>();
  private final BufferAllocator allocator = new RootAllocator();
  private final ScheduledExecutorService clock = Threads.clock("skein-registrations");
  private final FlightListener listener;

  /**
   * Starts to listen.
   *
   * @param forgetAfter after how long without a word a worker is forgotten
   * @throws SkeinException of kind USER if it cannot
   */
  RegisteredWorkers(URI listen, ListenerSecurity security, Duration forgetAfter) {
    Endpoints.check(listen);
    security.check(listen);
    this.forgetAfter = forgetAfter;
    try {
      listener =
          new FlightListener(
              listen,
              security,
              new Registrations(),
              new ServerTransportFilter() {},
              CALL_THREADS,
              allocator,
              clock);
    } catch (IOException | RuntimeException e) {
      clock.shutdownNow();
      allocator.close();
      Throwables.throwIfUnchecked(e);
      throw new SkeinException(
          Kind.USER, "Workers cannot register at " + listen + ": " + e.getMessage(), e);
    }
    ScheduledFuture<?> unused =
        clock.scheduleWithFixedDelay(
            this::forgetSilent, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    LOG.info("event=registrations_open location={}", listener.location());
  }

  /** Where workers register, with the real port. */
  URI location() {
    return listener.location();
  }

  private final class Registrations extends NoOpFlightProducer {
    @Override
    public void doAction(CallContext context, Action action, StreamListener<Result> answer) {
      try {
        switch (action.getType()) {
          case Protocol.JOIN -> join(ControlCodec.decodeJoin(action.getBody()));
          case Protocol.LEAVE -> leave(ControlCodec.decodeJoin(action.getBody()).endpoint());
          default -> throw new WireFormatException("there is no such action");
        }
        answer.onNext(new Result(new byte[0]));
        answer.onCompleted();
      } catch (RuntimeException e) {
        answer.onError(FlightErrors.toFlight(e));
      }
    }
  }

  private synchronized void join(Join join) {
    if (!join.duckDb().equals(duckDb)) {
      throw new SkeinException(
          Kind.USER,
          "The worker runs DuckDB "
              + join.duckDb()
              + " and this coordinator "
              + duckDb
              + "; run the same release on both");
    }
    if (heardNanos.size() >= MAX_WORKERS && !heardNanos.containsKey(join.endpoint())) {
      throw new SkeinException(Kind.OVERLOADED, "There are too many workers already");
    }
    heardNanos.put(join.endpoint(), System.nanoTime());
    workers.set(heardNanos.keySet());
  }

  private synchronized void leave(URI endpoint) {
    heardNanos.remove(endpoint);
    workers.set(heardNanos.keySet());
  }

  private synchronized void forgetSilent() {
    long now = System.nanoTime();
    heardNanos.values().removeIf(heard -> now - heard > forgetAfter.toNanos());
    workers.set(heardNanos.keySet());
  }

  @Override
  public Set<URI> endpoints() {
    return workers.endpoints();
  }

  @Override
  public void onChange(Runnable changed) {
    workers.onChange(changed);
  }

  /** Ends what {@link #onChange} began. */
  void forget(Runnable changed) {
    workers.forget(changed);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    listener.close();
    allocator.close();
  }
}
