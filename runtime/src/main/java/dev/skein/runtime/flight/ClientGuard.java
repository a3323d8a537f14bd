package dev.skein.runtime.flight;

import dev.skein.runtime.flight.security.FlightMessageCheck;
import dev.skein.runtime.flight.security.MalformedMessageException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.io.InputStream;

/**
 * Looks at the batches that a worker sends before Flight unpacks them. What is malformed fails the
 * call, as gRPC does with whatever a marshaller cannot read.
 */
final class ClientGuard implements ClientInterceptor {
  private static final String DO_GET = "DoGet";

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    if (method.getType() != MethodType.SERVER_STREAMING
        || !DO_GET.equals(method.getBareMethodName())) {
      return next.newCall(method, options);
    }
    Marshaller<R> guarded = new Guarded<>(method.getResponseMarshaller());
    return next.newCall(method.toBuilder(method.getRequestMarshaller(), guarded).build(), options);
  }

  private static final class Guarded<R> implements Marshaller<R> {
    private final Marshaller<R> marshaller;
    private final FlightMessageCheck check = new FlightMessageCheck();

    Guarded(Marshaller<R> marshaller) {
      this.marshaller = marshaller;
    }

    @Override
    public InputStream stream(R value) {
      return marshaller.stream(value);
    }

    @Override
    public R parse(InputStream stream) {
      try {
        check.check(stream);
        return marshaller.parse(stream);
      } catch (MalformedMessageException e) {
        throw Status.INTERNAL
            .withDescription("the worker's answer is malformed: " + e.getMessage())
            .withCause(e)
            .asRuntimeException();
      }
    }
  }
}
