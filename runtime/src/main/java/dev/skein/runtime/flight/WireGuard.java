package dev.skein.runtime.flight;

import dev.skein.runtime.flight.security.FlightMessageCheck;
import dev.skein.runtime.flight.security.MalformedMessageException;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.flight.grpc.StatusUtils;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each message of a call before the service does, and ends the call if it is malformed.
 * Without it a malformed upload would leave a thread of the service waiting for ever: gRPC ends the
 * call without telling the one who reads it.
 *
 * <p>The messages must still be bytes: {@code ServerInterceptors.useInputStreamMessages}.
 */
final class WireGuard implements ServerInterceptor {
  /** How long a caller may take to say what he wants. */
  private static final long PATIENCE_SECONDS = 10;

  private static final Context.Key<Guarded<?, ?>> CALL = Context.key("skein-call");

  private final ScheduledExecutorService clock;

  /**
   * @param clock ends calls without a message; closed by the caller
   */
  WireGuard(ScheduledExecutorService clock) {
    this.clock = clock;
  }

  /** Ends the call that is being served from outside of it, as when its lease ends. */
  static void abort(SkeinException reason) {
    Guarded<?, ?> call = CALL.get();
    if (call != null) {
      call.abort(reason);
    }
  }

  /** What {@link #abort} does, for another thread to do later. */
  static Runnable abortLater(SkeinException reason) {
    Context context = Context.current();
    return () -> context.run(() -> abort(reason));
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    Guarded<Q, R> guarded = new Guarded<>(call);
    Context context = Context.current().withValue(CALL, guarded);
    ServerCall.Listener<Q> listener = Contexts.interceptCall(context, guarded, headers, next);
    guarded.awaitFirstMessage(clock);
    return guarded.watch(listener);
  }

  private static final class Guarded<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private final FlightMessageCheck check = new FlightMessageCheck();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile ServerCall.Listener<Q> listener = new ServerCall.Listener<>() {};

    private volatile @Nullable ScheduledFuture<?> alarm;

    Guarded(ServerCall<Q, R> call) {
      super(call);
    }

    /** Otherwise a peer could open calls and leave them so. */
    void awaitFirstMessage(ScheduledExecutorService clock) {
      try {
        alarm =
            clock.schedule(
                () ->
                    abort(
                        new SkeinException(
                            Kind.INTERNAL,
                            "No message came within " + PATIENCE_SECONDS + " s of the call")),
                PATIENCE_SECONDS,
                TimeUnit.SECONDS);
      } catch (RejectedExecutionException e) {
        // The listener is being closed, and its calls with it.
      }
    }

    private void stopAlarm() {
      ScheduledFuture<?> pending = alarm;
      if (pending != null) {
        pending.cancel(false);
      }
    }

    ServerCall.Listener<Q> watch(ServerCall.Listener<Q> service) {
      listener = service;
      return new SimpleForwardingServerCallListener<>(service) {
        @Override
        public void onMessage(Q message) {
          stopAlarm();
          guard(
              () -> {
                check((InputStream) message);
                super.onMessage(message);
              });
        }

        @Override
        public void onCancel() {
          stopAlarm();
          super.onCancel();
        }

        @Override
        public void onHalfClose() {
          guard(
              () -> {
                if (isUpload() && !check.hasSchema()) {
                  throw new MalformedMessageException("an upload has no schema");
                }
                super.onHalfClose();
              });
        }
      };
    }

    private boolean isUpload() {
      return getMethodDescriptor().getType() == MethodType.BIDI_STREAMING;
    }

    private void check(InputStream message) {
      try {
        if (isUpload()) {
          check.check(message);
          if (!check.hasDescriptor()) {
            throw new MalformedMessageException("an upload does not say what it is");
          }
        } else if (message.available() > Protocol.MAX_TICKET_BYTES + Protocol.MAX_CONTROL_BYTES) {
          throw new MalformedMessageException("a request is too long");
        }
      } catch (java.io.IOException e) {
        throw new MalformedMessageException("a message cannot be read", e);
      }
    }

    private void guard(Runnable service) {
      if (over.get()) {
        return;
      }
      try {
        service.run();
      } catch (RuntimeException | StackOverflowError e) {
        // No coordinator sends such a message: the network changed it, and another try may do.
        abort(
            new SkeinException(
                Kind.WORKER_LOST, "The worker refused a message: " + e.getMessage(), e));
      }
    }

    void abort(SkeinException reason) {
      StatusRuntimeException status =
          (StatusRuntimeException) StatusUtils.toGrpcException(FlightErrors.toFlight(reason));
      Metadata trailers = status.getTrailers();
      close(status.getStatus(), trailers == null ? new Metadata() : trailers);
      listener.onCancel();
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (over.compareAndSet(false, true)) {
        stopAlarm();
        super.close(status, trailers);
      }
    }

    @Override
    public void sendMessage(R message) {
      if (!over.get()) {
        super.sendMessage(message);
      }
    }

    @Override
    public boolean isCancelled() {
      return over.get() || super.isCancelled();
    }
  }
}
