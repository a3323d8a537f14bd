package dev.skein.runtime.flight;

import dev.skein.runtime.flight.security.BearerToken;
import dev.skein.runtime.flight.security.TlsContexts;
import dev.skein.runtime.flight.security.TokenFile;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.arrow.flight.FlightGrpcUtils;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.auth.ServerAuthHandler;
import org.apache.arrow.memory.BufferAllocator;

/**
 * A Flight service on an address, with the checks that every call passes before the service sees
 * it: TLS, a token, limits, and the form of its messages.
 */
final class FlightListener implements AutoCloseable {
  /** It warns, with a stack, of each call that is cancelled while rows wait for the network. */
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc.netty.NettyServerHandler");

  /** Flight has more, which nobody needs here. */
  private static final Set<String> METHODS = Set.of("DoGet", "DoPut", "DoAction");

  private static final int MAX_CALLS_PER_CONNECTION = 1_024;
  private static final Duration PING_EVERY = Duration.ofSeconds(10);
  private static final Duration SHORTEST_PING = Duration.ofSeconds(1);

  /** For TLS and the first words of HTTP/2, which otherwise may take two minutes. */
  private static final Duration HANDSHAKE_PATIENCE = Duration.ofSeconds(5);

  /** Without a call; a coordinator's heartbeats come every second. */
  private static final Duration IDLE_PATIENCE = Duration.ofMinutes(1);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final ExecutorService calls;
  private final ExecutorService uploads;
  private final Server server;
  private final URI location;

  /**
   * Starts to listen.
   *
   * @param threads how many calls, and how many uploads, are served at a time
   * @param clock reads files with certificates again, and ends calls that are slow to say what they
   *     want; closed by the caller
   */
  FlightListener(
      URI listen,
      ListenerSecurity security,
      FlightProducer producer,
      ServerTransportFilter connections,
      int threads,
      BufferAllocator allocator,
      ScheduledExecutorService clock)
      throws IOException {
    GRPC_LOG.setLevel(Level.SEVERE);
    calls = Executors.newFixedThreadPool(threads, Threads.named("skein-call"));
    uploads = Executors.newFixedThreadPool(threads, Threads.named("skein-upload"));
    List<ServerInterceptor> checks = new ArrayList<>();
    security.tokenFile().ifPresent(f -> checks.add(BearerToken.required(new TokenFile(f))));
    checks.add(new CallHeaders());
    checks.add(new ServerSums());
    checks.add(new WireGuard(clock));
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(Endpoints.address(listen))
            .executor(calls)
            .addService(
                ServerInterceptors.interceptForward(
                    ServerInterceptors.useInputStreamMessages(service(allocator, producer)),
                    checks))
            .addTransportFilter(connections)
            .decompressorRegistry(Protocol.NO_COMPRESSION)
            .maxInboundMessageSize(Protocol.MAX_MESSAGE_BYTES)
            .addStreamTracerFactory(InboundBudget.ofThisProcess())
            .maxInboundMetadataSize(Protocol.MAX_HEADER_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .handshakeTimeout(HANDSHAKE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionIdle(IDLE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(SHORTEST_PING.toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true)
            .keepAliveTime(PING_EVERY.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(PING_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    if (Endpoints.isTls(listen)) {
      builder.sslContext(TlsContexts.forServer(security.tls(), clock));
    }
    server = builder.build().start();
    location = Endpoints.withPort(listen, server.getPort());
  }

  @SuppressWarnings("deprecation") // There is no other door to Flight's service.
  private ServerServiceDefinition service(BufferAllocator allocator, FlightProducer producer) {
    BindableService flight =
        FlightGrpcUtils.createFlightService(allocator, producer, ServerAuthHandler.NO_OP, uploads);
    ServerServiceDefinition all = flight.bindService();
    ServerServiceDefinition.Builder some =
        ServerServiceDefinition.builder(all.getServiceDescriptor().getName());
    for (ServerMethodDefinition<?, ?> method : all.getMethods()) {
      if (METHODS.contains(method.getMethodDescriptor().getBareMethodName())) {
        some.addMethod(method);
      }
    }
    return some.build();
  }

  /** Where it listens, with the real port. */
  URI location() {
    return location;
  }

  /** Takes no more connections and calls; those that are open go on. */
  void shutdown() {
    server.shutdown();
  }

  /** Lets open calls end, for a while, and stops. */
  @Override
  public void close() {
    server.shutdown();
    try {
      server.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      server.shutdownNow();
      server.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      for (ExecutorService threads : List.of(uploads, calls)) {
        threads.shutdownNow();
        threads.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.shutdownNow();
    }
  }
}
