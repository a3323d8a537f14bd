package dev.skein.runtime.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InboundBudgetTest {
  private static final String SERVICE = "arrow.flight.protocol.FlightService";
  private static final long LIMIT = 1_000_000;

  private static ServerStreamTracer call(InboundBudget budget, String method) {
    return budget.newServerStreamTracer(SERVICE + "/" + method, new Metadata());
  }

  @Test
  void uploadsTogetherMayHoldAsMuchAsTheLimit() {
    InboundBudget budget = new InboundBudget(LIMIT);
    ServerStreamTracer one = call(budget, "DoPut");
    ServerStreamTracer other = call(budget, "DoPut");
    one.inboundMessage(0);
    one.inboundWireSize(LIMIT / 2);
    other.inboundWireSize(LIMIT / 2);
    StatusRuntimeException e =
        assertThrows(StatusRuntimeException.class, () -> other.inboundWireSize(1));
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, e.getStatus().getCode());
    assertTrue(e.getMessage().contains("MaxDirectMemorySize"), e.getMessage());
    other.streamClosed(e.getStatus());
    one.inboundWireSize(LIMIT / 2);
    one.inboundMessage(1);
    one.inboundWireSize(LIMIT);
    one.streamClosed(Status.OK);
    one.inboundWireSize(1);
    assertEquals(0, budget.held());
  }

  @Test
  void onlyAnUploadMayBeLongerThanATicket() {
    InboundBudget budget = new InboundBudget(Long.MAX_VALUE);
    call(budget, "DoPut").inboundWireSize(Protocol.MAX_ROW_BYTES);
    ServerStreamTracer get = call(budget, "DoGet");
    get.inboundWireSize(Protocol.MAX_TICKET_BYTES);
    assertThrows(
        StatusRuntimeException.class, () -> get.inboundWireSize(Protocol.MAX_CONTROL_BYTES + 1));
  }

  /** The rest of the message never comes, so nothing but the budget can have answered. */
  @Test
  void aPeerLearnsWhyItsMessageIsNotRead() throws Exception {
    InboundBudget budget = new InboundBudget(LIMIT);
    MethodDescriptor<byte[], byte[]> upload =
        MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
            .setType(MethodType.UNARY)
            .setFullMethodName(SERVICE + "/DoPut")
            .build();
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(Protocol.MAX_MESSAGE_BYTES)
            .addStreamTracerFactory(budget)
            .addService(
                ServerServiceDefinition.builder(
                        ServiceDescriptor.newBuilder(SERVICE).addMethod(upload).build())
                    .addMethod(
                        upload,
                        ServerCalls.asyncUnaryCall(
                            (request, answer) -> {
                              answer.onNext(request);
                              answer.onCompleted();
                            }))
                    .build())
            .build()
            .start();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
    try {
      assertEquals(7, answer(channel, upload, 7).length);
      StatusRuntimeException e =
          assertThrows(
              StatusRuntimeException.class, () -> answer(channel, upload, 2 * (int) LIMIT));
      assertEquals(Status.Code.RESOURCE_EXHAUSTED, e.getStatus().getCode());
      assertTrue(e.getMessage().contains("hold more than 1000000 bytes"), e.getMessage());
      assertEquals(7, answer(channel, upload, 7).length);
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
      server.awaitTermination(5, TimeUnit.SECONDS);
    }
    assertEquals(0, budget.held());
  }

  private static byte[] answer(
      ManagedChannel channel, MethodDescriptor<byte[], byte[]> upload, int length) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
    return ClientCalls.blockingUnaryCall(channel, upload, options, new byte[length]);
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
