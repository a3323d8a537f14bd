package dev.skein.e2e.chaos;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A worker that lies: it speaks the protocol, passes everything on to a real worker, and changes
 * what that one answers to tasks.
 */
final class LyingLink implements AutoCloseable {
  private static final String TASKS = "arrow.flight.protocol.FlightService/DoGet";
  private static final int MOST_BYTES = 300 << 20;

  private final ManagedChannel worker;
  private final Server server;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger lies = new AtomicInteger();
  private volatile Lie lie = Lie.NONE;
  private volatile byte @Nullable [] firstTask;

  /** What is wrong with an answer. */
  enum Lie {
    NONE,
    /** A batch is noise. */
    GARBAGE,
    /** A value in a batch is another one. */
    OTHER_VALUE,
    /** Each batch comes twice. */
    TWICE,
    /** The last batch does not come, and the answer ends well. */
    CUT_SHORT,
    /** The rows are those of another task, asked for by another query or before. */
    OTHER_TASK,
    /** The answer comes long after it could have. */
    LATE,
    /** There are no rows and no error. */
    EMPTY
  }

  LyingLink(int port) throws IOException {
    worker =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .maxInboundMessageSize(MOST_BYTES)
            .build();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(MOST_BYTES)
            .fallbackHandlerRegistry(
                new HandlerRegistry() {
                  @Override
                  public ServerMethodDefinition<?, ?> lookupMethod(
                      String name, @Nullable String authority) {
                    MethodDescriptor<byte[], byte[]> method = method(name);
                    return ServerMethodDefinition.create(
                        method, (call, headers) -> pass(method, call, headers));
                  }
                })
            .build()
            .start();
  }

  String address() {
    return "grpc://127.0.0.1:" + server.getPort();
  }

  void tell(Lie next) {
    firstTask = null;
    lies.set(0);
    lie = next;
  }

  /** How many answers were changed since {@link #tell}. */
  int told() {
    return lies.get();
  }

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    MethodDescriptor.Marshaller<byte[]> bytes =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            try {
              return stream.readAllBytes();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    return MethodDescriptor.newBuilder(bytes, bytes)
        .setFullMethodName(name)
        .setType(MethodType.BIDI_STREAMING)
        .build();
  }

  private ServerCall.Listener<byte[]> pass(
      MethodDescriptor<byte[], byte[]> method, ServerCall<byte[], byte[]> asked, Metadata headers) {
    Lie told = method.getFullMethodName().equals(TASKS) ? lie : Lie.NONE;
    ClientCall<byte[], byte[]> asking = worker.newCall(method, CallOptions.DEFAULT);
    asking.start(new Answers(asked, told), headers);
    asking.request(Integer.MAX_VALUE);
    asked.request(Integer.MAX_VALUE);
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(byte[] message) {
        asking.sendMessage(told == Lie.OTHER_TASK ? anotherTask(message) : message);
      }

      @Override
      public void onHalfClose() {
        asking.halfClose();
      }

      @Override
      public void onCancel() {
        asking.cancel("cancelled", null);
      }
    };
  }

  private byte[] anotherTask(byte[] task) {
    byte[] first = firstTask;
    if (first == null) {
      firstTask = task;
      return task;
    }
    lies.incrementAndGet();
    return first;
  }

  /** The answers of the worker on their way. */
  private final class Answers extends ClientCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> asked;
    private final Lie told;
    private int messages;
    private byte @Nullable [] held;

    Answers(ServerCall<byte[], byte[]> asked, Lie told) {
      this.asked = asked;
      this.told = told;
    }

    @Override
    public void onHeaders(Metadata headers) {
      asked.sendHeaders(headers);
    }

    @Override
    public void onMessage(byte[] message) {
      boolean schema = messages++ == 0;
      switch (told) {
        case NONE, LATE, OTHER_TASK -> asked.sendMessage(message);
        case GARBAGE -> {
          for (int i = message.length / 2; !schema && i < message.length; i++) {
            message[i] = (byte) (i * 31);
          }
          lies.incrementAndGet();
          asked.sendMessage(message);
        }
        case OTHER_VALUE -> {
          if (!schema) {
            message[message.length - 9] ^= 1;
            lies.incrementAndGet();
          }
          asked.sendMessage(message);
        }
        case TWICE -> {
          asked.sendMessage(message);
          if (!schema) {
            lies.incrementAndGet();
            asked.sendMessage(message);
          }
        }
        case CUT_SHORT -> {
          if (held != null) {
            asked.sendMessage(held);
          }
          held = message;
        }
        case EMPTY -> {
          if (schema) {
            asked.sendMessage(message);
          }
        }
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (told == Lie.LATE) {
        lies.incrementAndGet();
        ScheduledFuture<?> unused =
            clock.schedule(() -> asked.close(status, trailers), 3, TimeUnit.SECONDS);
        return;
      }
      if (told == Lie.CUT_SHORT || told == Lie.EMPTY) {
        lies.incrementAndGet();
      }
      asked.close(status, trailers);
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
    worker.shutdownNow();
    clock.shutdownNow();
  }
}
