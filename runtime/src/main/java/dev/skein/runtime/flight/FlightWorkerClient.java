package dev.skein.runtime.flight;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.flight.ControlCodec.Hello;
import dev.skein.runtime.flight.ControlCodec.Load;
import dev.skein.runtime.flight.ControlCodec.Welcome;
import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.worker.RemoteWorker;
import dev.skein.runtime.worker.WorkerCores;
import dev.skein.runtime.worker.WorkerStatus;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.CallOptions;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker in another process, over one connection. A thread of its own sends heartbeats, which
 * renew the lease and notice a worker that hangs; a worker that died shows by the end of the
 * connection. Then every stream and upload of it fails as WORKER_LOST.
 */
final class FlightWorkerClient implements RemoteWorker {
  private static final Logger LOG = LoggerFactory.getLogger(FlightWorkerClient.class);

  /** Ending a connection is local work, even if nobody answers at the other end. */
  private static final long TERMINATION_SECONDS = 5;

  private final String name;
  private final ClientOptions options;
  private final BufferAllocator allocator;
  private final ManagedChannel channel;
  private final FlightClient client;
  private final CallOption lease;
  private final WorkerCores cores;
  private final int slots;
  private final Set<RemoteBatchStream> streams = ConcurrentHashMap.newKeySet();
  private final Set<StageUpload> uploads = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<SkeinException> lost = new CompletableFuture<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile WorkerStatus status;

  /**
   * Shakes hands. On failure the channel is shut down.
   *
   * @param allocator takes the batches; they may outlive this
   */
  FlightWorkerClient(
      URI endpoint,
      ManagedChannel channel,
      String duckDb,
      ClientOptions options,
      BufferAllocator allocator) {
    this.name = endpoint.toString();
    this.options = options;
    this.allocator = allocator;
    this.channel = channel;
    this.client = FlightGrpcUtils.createFlightClientWithSharedChannel(allocator, channel);
    try {
      byte[] hello = ControlCodec.encode(new Hello(options.coordinator(), duckDb, options.lease()));
      Welcome welcome =
          ControlCodec.decodeWelcome(
              act(Protocol.HELLO, hello, options.connectTimeout(), new CallOption[0]));
      FlightCallHeaders headers = new FlightCallHeaders();
      headers.insert(Protocol.LEASE_HEADER_NAME, welcome.lease());
      this.lease = new HeaderCallOption(headers);
      this.cores = welcome.cores();
      this.slots = welcome.status().slots();
      this.status = welcome.status();
      // Of these there is one for each connection: a machine may have no more.
      Threads.named("skein-heartbeat-" + endpoint.getAuthority()).newThread(this::beat).start();
    } catch (RuntimeException | Error e) {
      disconnect();
      throw FlightErrors.fromFlight("Connecting to worker " + name, e);
    }
    channel.notifyWhenStateChanged(ConnectivityState.READY, this::connectionEnds);
  }

  private byte[] act(String action, byte[] body, Duration timeout, CallOption... more) {
    CallOption[] all = java.util.Arrays.copyOf(more, more.length + 1);
    all[more.length] = CallOptions.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    Iterator<Result> results = client.doAction(new Action(action, body), all);
    if (!results.hasNext()) {
      throw new WireFormatException("the worker answered nothing to " + action);
    }
    byte[] answer = results.next().getBody();
    results.forEachRemaining(extra -> {}); // Waits for the status of the call.
    return answer;
  }

  private void beat() {
    try {
      while (!stopped.await(options.heartbeat().toMillis(), TimeUnit.MILLISECONDS)) {
        status =
            ControlCodec.decodeStatus(
                act(Protocol.HEARTBEAT, new byte[0], options.patience(), lease));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) { // or the worker's lease would end unnoticed here
      drop(FlightErrors.fromFlight("The heartbeat", e).getMessage());
    }
  }

  /**
   * A call failed. Both ends of a connection keep tables of headers; where a bit of one was changed
   * on its way, the worker knows no call on this connection any more, whatever else is well.
   */
  private void callFailed(RuntimeException e) {
    if (e instanceof FlightRuntimeException flight
        && flight.status().code() == FlightStatusCode.UNIMPLEMENTED) {
      drop("it does not know our calls any more: " + flight.status().description());
    }
  }

  private void drop(String why) {
    SkeinException reason = giveUp(why);
    if (reason != null) {
      streams.forEach(stream -> stream.fail(reason));
      uploads.forEach(upload -> upload.abort(reason));
      channel.shutdownNow();
    }
  }

  /**
   * Called by gRPC when the connection is closed or about to be. The lease is gone with it, so it
   * is not opened again. gRPC itself fails the calls that the end of the connection cut; those that
   * a worker finishes before it leaves still end well.
   */
  private void connectionEnds() {
    if (giveUp("its connection ended") != null) {
      channel.shutdown();
    }
  }

  /** The reason for this to be over, or null if it was over before. */
  private @Nullable SkeinException giveUp(String why) {
    SkeinException reason =
        new SkeinException(Kind.WORKER_LOST, "Worker " + name + " is lost: " + why);
    if (stopped.getCount() == 0 || !lost.complete(reason)) {
      return null;
    }
    stopped.countDown();
    LOG.warn("event=worker_lost worker={} reason={}", name, LogText.quoted(why));
    return reason;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public WorkerCores cores() {
    return cores;
  }

  @Override
  public WorkerStatus status() {
    return status;
  }

  @Override
  public CompletionStage<SkeinException> lost() {
    return lost;
  }

  @Override
  public BatchStream execute(Task task) {
    String doing = "Task " + task.id() + " on worker " + name;
    Ticket ticket = new Ticket(TaskCodec.encode(task));
    RemoteBatchStream[] self = new RemoteBatchStream[1];
    RemoteBatchStream stream =
        new RemoteBatchStream(
            doing,
            () -> client.getStream(ticket, lease),
            allocator,
            this::callFailed,
            () -> streams.remove(self[0]));
    self[0] = stream;
    streams.add(stream);
    SkeinException reason = lost.getNow(null);
    if (reason != null) {
      stream.fail(reason);
    }
    return stream;
  }

  @Override
  public void load(QueryId query, DatabaseRef database, int stage, BatchStream rows) {
    String doing = "Loading stage " + stage + " of query " + query + " on worker " + name;
    StageUpload upload = new StageUpload();
    uploads.add(upload);
    try (rows) {
      FlightDescriptor descriptor =
          FlightDescriptor.command(ControlCodec.encode(new Load(query, stage, database)));
      upload.send(client, descriptor, rows, allocator, lease);
    } catch (RuntimeException e) {
      callFailed(e);
      SkeinException reason = lost.getNow(null);
      throw reason != null ? reason : FlightErrors.fromFlight(doing, e);
    } finally {
      uploads.remove(upload);
    }
  }

  @Override
  public void release(QueryId query) {
    try {
      act(Protocol.RELEASE, ControlCodec.encode(query), options.patience(), lease);
    } catch (RuntimeException e) {
      throw FlightErrors.fromFlight("Releasing query " + query + " on worker " + name, e);
    }
  }

  /** Ends the connection; the worker stops what it still does for us when it sees that. */
  @Override
  public void close() {
    stopped.countDown();
    SkeinException gone = lost.getNow(null);
    SkeinException reason =
        gone != null
            ? gone
            : new SkeinException(
                Kind.CANCELLED, "The connection to worker " + name + " was closed");
    if (gone != null) {
      awaitCalls();
      streams.forEach(stream -> stream.fail(reason));
    }
    uploads.forEach(upload -> upload.abort(reason));
    List.copyOf(streams).forEach(RemoteBatchStream::close);
    disconnect();
  }

  /** Lets arrive what a worker sent before it left; calls that were cut have ended already. */
  private void awaitCalls() {
    channel.shutdown();
    try {
      channel.awaitTermination(TERMINATION_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void disconnect() {
    channel.shutdownNow();
    try {
      try {
        channel.awaitTermination(TERMINATION_SECONDS, TimeUnit.SECONDS);
      } finally {
        client.close(); // also where this is interrupted, for its memory
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
