package dev.skein.runtime.flight;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import org.jspecify.annotations.Nullable;

/** What a worker needs to know of a call besides its message, in gRPC's context of the call. */
final class CallHeaders implements ServerInterceptor {
  private static final Context.Key<String> LEASE = Context.key("skein-lease");
  private static final Context.Key<Object> CONNECTION = Context.key("skein-connection");
  private static final Attributes.Key<Object> CONNECTION_ATTRIBUTE =
      Attributes.Key.create("skein-connection");

  private static final int MAX_LEASE = 64;

  /** The lease that the call names, which may be any text, or null. */
  static @Nullable String lease() {
    return LEASE.get();
  }

  /** Stands for the connection on which the call came. */
  static Object connection() {
    return CONNECTION.get();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String lease = headers.get(Protocol.LEASE_HEADER);
    Object connection = call.getAttributes().get(CONNECTION_ATTRIBUTE);
    Context context =
        Context.current()
            .withValue(LEASE, lease != null && lease.length() <= MAX_LEASE ? lease : null)
            .withValue(CONNECTION, connection == null ? new Object() : connection);
    call.setOnReadyThreshold(Protocol.SEND_AHEAD_BYTES);
    return Contexts.interceptCall(context, call, headers, next);
  }

  /** Ends the leases of a connection with it. */
  static final class Connections extends ServerTransportFilter {
    private final Leases leases;

    Connections(Leases leases) {
      this.leases = leases;
    }

    @Override
    public Attributes transportReady(Attributes attributes) {
      return attributes.toBuilder().set(CONNECTION_ATTRIBUTE, new Object()).build();
    }

    @Override
    public void transportTerminated(@Nullable Attributes attributes) {
      // None if the connection ended before it was ready, as when TLS fails.
      Object connection = attributes == null ? null : attributes.get(CONNECTION_ATTRIBUTE);
      if (connection != null) {
        leases.endConnection(connection);
      }
    }
  }
}
