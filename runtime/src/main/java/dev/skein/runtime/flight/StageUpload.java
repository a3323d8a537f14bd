package dev.skein.runtime.flight;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.AbstractStub;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.CallOptions.GrpcCallOption;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClient.ClientStreamListener;
import org.apache.arrow.flight.FlightClient.PutListener;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Sends the rows of a stage to one worker.
 *
 * <p>Flight's client spins until the network takes the next batch (FlightClient 19.0.0, {@code
 * waitUntilStreamReady}), so this waits for gRPC's own signal before it hands a batch over.
 */
final class StageUpload {
  private final SendGate gate = new SendGate();
  private final CompletableFuture<Void> result = new CompletableFuture<>();
  private volatile @Nullable ClientCall<?, ?> call;

  /**
   * Sends everything and waits until the worker has it. Does not close the rows.
   *
   * @throws org.apache.arrow.flight.FlightRuntimeException as the worker or the network said
   */
  void send(
      FlightClient client,
      FlightDescriptor descriptor,
      BatchStream rows,
      BufferAllocator allocator,
      CallOption headers) {
    ClientStreamListener out =
        client.startPut(descriptor, new Answer(), headers, new WatchReadiness());
    try {
      gate.watch(out::isReady);
      if (new BatchSender(allocator, out, gate).send(rows)) {
        out.completed();
      }
      result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abort(e);
      throw new SkeinException(Kind.CANCELLED, "Sending rows to a worker was interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException r
          ? r
          : new SkeinException(Kind.INTERNAL, "Sending rows to a worker failed", e.getCause());
    } catch (RuntimeException | Error e) {
      abort(e);
      throw e;
    }
  }

  /** Stops from another thread, or after the rows themselves failed. */
  void abort(@Nullable Throwable cause) {
    gate.end();
    ClientCall<?, ?> open = call;
    if (open != null) {
      open.cancel("no longer wanted", cause);
    }
  }

  /** Learns of the end of the call. */
  private final class Answer implements PutListener {
    @Override
    public void getResult() {
      result.join();
    }

    @Override
    public void onNext(PutResult value) {}

    @Override
    public void onError(Throwable t) {
      result.completeExceptionally(t);
      gate.end();
    }

    @Override
    public void onCompleted() {
      result.complete(null);
      gate.end();
    }

    @Override
    public boolean isCancelled() {
      return result.isDone();
    }
  }

  /** Learns of room in the network. */
  private final class WatchReadiness implements GrpcCallOption, ClientInterceptor {
    @Override
    public <T extends AbstractStub<T>> T wrapStub(T stub) {
      return stub.withInterceptors(this);
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      ClientCall<Q, R> inner =
          next.newCall(method, options.withOnReadyThreshold(Protocol.SEND_AHEAD_BYTES));
      call = inner;
      return new SimpleForwardingClientCall<>(inner) {
        @Override
        public void start(Listener<R> listener, Metadata headers) {
          super.start(
              new SimpleForwardingClientCallListener<>(listener) {
                @Override
                public void onReady() {
                  super.onReady();
                  gate.changed();
                }
              },
              headers);
        }
      };
    }
  }
}
