package dev.skein.runtime.flight;

import dev.skein.runtime.flight.ControlCodec.Hello;
import dev.skein.runtime.flight.ControlCodec.Load;
import dev.skein.runtime.flight.ControlCodec.Welcome;
import dev.skein.runtime.flight.security.SelectOnly;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.worker.WorkerCores;
import java.util.concurrent.RejectedExecutionException;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker does with each call. Calls come on gRPC's threads, tasks run in slots. */
final class FlightWorkerProducer extends NoOpFlightProducer {
  private static final Logger LOG = LoggerFactory.getLogger(FlightWorkerProducer.class);

  private final String duckDb;
  private final OpenDatabases databases;
  private final SelectOnly selectOnly;
  private final Leases leases;
  private final Slots slots;
  private final WorkerCores cores;
  private final BufferAllocator allocator;
  private final StatusReport status;
  private final WorkerMetrics metrics;

  FlightWorkerProducer(
      String duckDb,
      OpenDatabases databases,
      SelectOnly selectOnly,
      Leases leases,
      Slots slots,
      WorkerCores cores,
      BufferAllocator allocator,
      StatusReport status,
      WorkerMetrics metrics) {
    this.duckDb = duckDb;
    this.databases = databases;
    this.selectOnly = selectOnly;
    this.leases = leases;
    this.slots = slots;
    this.cores = cores;
    this.allocator = allocator;
    this.status = status;
    this.metrics = metrics;
  }

  @Override
  public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
    try {
      Lease lease = leases.get(CallHeaders.lease());
      Task task = TaskCodec.decode(ticket.getBytes());
      TaskCall call =
          new TaskCall(task, lease, databases, selectOnly, metrics, slots, allocator, listener);
      call.accept();
      try {
        slots.run(call);
      } catch (RejectedExecutionException e) {
        metrics.taskRefused();
        call.refuse(refusal("Task " + task.id()));
      }
    } catch (RuntimeException | Error e) { // or the coordinator would wait for ever
      listener.error(FlightErrors.toFlight(e));
    }
  }

  private SkeinException refusal(String what) {
    return new SkeinException(
        Kind.WORKER_LOST,
        what
            + " was refused: "
            + (slots.isDraining()
                ? "the worker is being shut down"
                : "too many tasks wait at the worker already"));
  }

  @Override
  public Runnable acceptPut(
      CallContext context, FlightStream rows, StreamListener<PutResult> listener) {
    return () -> {
      try {
        load(rows);
        listener.onCompleted();
      } catch (RuntimeException | Error e) {
        metrics.loadFailed();
        LOG.info("event=load_failed reason={}", LogText.quoted(e.getMessage()));
        listener.onError(FlightErrors.toFlight(e));
      }
    };
  }

  private void load(FlightStream rows) {
    Lease lease = leases.get(CallHeaders.lease());
    Runnable cancellation =
        WireGuard.abortLater(
            new SkeinException(Kind.WORKER_LOST, "The worker gave its coordinator up"));
    lease.beginCall(cancellation);
    try {
      if (slots.isDraining()) {
        throw refusal("A load");
      }
      rows.getSchema(); // Fails if the call ends before it says anything; the descriptor waits.
      byte[] command = rows.getDescriptor().getCommand();
      if (command == null) {
        throw new WireFormatException("load has no command");
      }
      load(lease, ControlCodec.decodeLoad(command), rows);
    } finally {
      lease.endCall(cancellation);
    }
  }

  private void load(Lease lease, Load load, FlightStream rows) {
    OpenDatabases.Use use = lease.useForLoad(load.query(), load.database(), databases);
    UploadedBatches batches = new UploadedBatches(rows, allocator);
    use.worker().load(load.query(), load.database(), load.stage(), batches);
    lease.loaded(load.query(), load.database(), load.stage());
    metrics.loaded(batches.rows(), batches.bytes());
    LOG.info(
        "event=loaded query={} stage={} rows={} bytes={}",
        load.query(),
        load.stage(),
        batches.rows(),
        batches.bytes());
  }

  @Override
  public void doAction(CallContext context, Action action, StreamListener<Result> listener) {
    try {
      listener.onNext(new Result(answer(action)));
      listener.onCompleted();
    } catch (RuntimeException | Error e) {
      listener.onError(FlightErrors.toFlight(e));
    }
  }

  private byte[] answer(Action action) {
    return switch (action.getType()) {
      case Protocol.HELLO -> ControlCodec.encode(greet(ControlCodec.decodeHello(action.getBody())));
      case Protocol.HEARTBEAT -> {
        leases.get(CallHeaders.lease()).renew();
        yield ControlCodec.encode(status.now());
      }
      case Protocol.RELEASE -> {
        leases.get(CallHeaders.lease()).release(ControlCodec.decodeQuery(action.getBody()));
        yield new byte[0];
      }
      default -> throw new WireFormatException("there is no such action");
    };
  }

  private Welcome greet(Hello hello) {
    if (!hello.duckDb().equals(duckDb)) {
      throw new SkeinException(
          Kind.USER,
          "The coordinator runs DuckDB "
              + hello.duckDb()
              + " and this worker "
              + duckDb
              + "; partial results of one are not the other's: run the same release on both");
    }
    if (slots.isDraining()) {
      throw refusal("A connection");
    }
    Lease lease = leases.grant(hello.coordinator(), hello.lease(), CallHeaders.connection());
    return new Welcome(lease.id(), cores, status.now());
  }
}
