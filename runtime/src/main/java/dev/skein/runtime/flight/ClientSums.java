package dev.skein.runtime.flight;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;

/**
 * Fails a call whose peer received or sent other bytes than this side sent or received. So rows
 * count only if they are the answer to what was asked, complete and unchanged; see {@link
 * ServerSums}.
 */
final class ClientSums implements ClientInterceptor {
  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    MessageSum sent = new MessageSum();
    MessageSum received = new MessageSum();
    MethodDescriptor<Q, R> summed =
        method.toBuilder(
                new Summed<>(method.getRequestMarshaller(), sent),
                new Summed<>(method.getResponseMarshaller(), received))
            .build();
    return new SimpleForwardingClientCall<>(next.newCall(summed, options)) {
      @Override
      public void start(Listener<R> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                // An error in answer to other words than ours must not be taken for ours.
                Status checked = checked(status, trailers);
                super.onClose(checked, checked.equals(status) ? trailers : new Metadata());
              }
            },
            headers);
      }

      private Status checked(Status status, Metadata trailers) {
        String here = Protocol.sums(sent, received);
        String there = trailers.get(Protocol.SUMS_TRAILER);
        boolean same =
            status.isOk() ? here.equals(there) : there == null || isAnswerTo(sent, there, method);
        return same
            ? status
            : Status.DATA_LOSS.withDescription(
                "bytes were lost or changed on the way (here "
                    + here
                    + ", there "
                    + (there == null ? "nothing" : there)
                    + ")");
      }
    };
  }

  /** Whether an error is about what was asked; one in an upload comes before the upload's end. */
  private static boolean isAnswerTo(MessageSum sent, String there, MethodDescriptor<?, ?> method) {
    return !method.getType().clientSendsOneMessage() || there.startsWith(sent + "/");
  }

  private record Summed<T>(Marshaller<T> marshaller, MessageSum sum) implements Marshaller<T> {
    @Override
    public InputStream stream(T value) {
      return sum.passing(marshaller.stream(value));
    }

    @Override
    public T parse(InputStream stream) {
      try {
        if (!stream.markSupported()) {
          throw new IOException("it is compressed");
        }
        sum.add(stream);
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("a message cannot be read: " + e.getMessage())
            .withCause(e)
            .asRuntimeException();
      }
      return marshaller.parse(stream);
    }
  }
}
