package dev.skein.runtime.flight;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;

/**
 * Says at the end of each call what has come and what was sent, so that {@link ClientSums} sees
 * whether the network brought all of it unchanged: TCP's own checksum has 16 bits, and HTTP/2 has
 * none.
 *
 * <p>The messages must still be bytes: {@code ServerInterceptors.useInputStreamMessages}.
 */
final class ServerSums implements ServerInterceptor {
  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    MessageSum received = new MessageSum();
    MessageSum sent = new MessageSum();
    ServerCall<Q, R> summed =
        new SimpleForwardingServerCall<>(call) {
          @Override
          @SuppressWarnings("unchecked") // all messages are streams here
          public void sendMessage(R message) {
            super.sendMessage((R) sent.passing((InputStream) message));
          }

          @Override
          public void close(Status status, Metadata trailers) {
            trailers.put(Protocol.SUMS_TRAILER, Protocol.sums(received, sent));
            super.close(status, trailers);
          }
        };
    return new SimpleForwardingServerCallListener<>(next.startCall(summed, headers)) {
      @Override
      public void onMessage(Q message) {
        try {
          received.add((InputStream) message);
        } catch (IOException e) {
          throw Status.INTERNAL
              .withDescription("a message cannot be read")
              .withCause(e)
              .asRuntimeException();
        }
        super.onMessage(message);
      }
    };
  }
}
