package dev.skein.runtime.flight;

import dev.skein.runtime.flight.security.BearerToken;
import dev.skein.runtime.flight.security.TlsContexts;
import dev.skein.runtime.flight.security.TokenFile;
import dev.skein.runtime.worker.RemoteWorker;
import dev.skein.runtime.worker.WorkerConnector;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Connects a coordinator to workers over Flight. Closed after them. */
public final class FlightWorkerConnector implements WorkerConnector, AutoCloseable {
  private static final long PING_SECONDS = 10;

  private final ClientOptions options;
  private final BufferAllocator allocator;
  private final String duckDb = DuckDbVersion.get();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Threads.named("skein-certificates"));
  private final @Nullable TokenFile tokens;
  private @Nullable SslContext tls;

  /**
   * @param allocator takes the rows of all workers; closed by the caller after the workers and the
   *     batches
   * @throws dev.skein.runtime.task.SkeinException of kind USER if the token file cannot be used
   */
  public FlightWorkerConnector(ClientOptions options, BufferAllocator allocator) {
    this.options = options;
    this.allocator = allocator;
    this.tokens = options.tokenFile().map(TokenFile::new).orElse(null);
  }

  @Override
  public RemoteWorker connect(URI endpoint) {
    Endpoints.check(endpoint);
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(Endpoints.host(endpoint), endpoint.getPort())
            .withOption(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) options.connectTimeout().toMillis())
            .maxInboundMessageSize(Protocol.MAX_MESSAGE_BYTES)
            .maxInboundMetadataSize(Protocol.MAX_HEADER_BYTES)
            .decompressorRegistry(Protocol.NO_COMPRESSION)
            .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(PING_SECONDS, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(true)
            .disableRetry()
            .intercept(new ClientGuard());
    if (tokens != null) {
      builder.intercept(BearerToken.shown(tokens));
    }
    if (Endpoints.isTls(endpoint)) {
      builder.sslContext(tls());
    } else {
      builder.usePlaintext();
    }
    ManagedChannel channel = builder.build();
    return new FlightWorkerClient(endpoint, channel, duckDb, options, allocator);
  }

  /** One for all workers: it reads its files again by itself. */
  private synchronized SslContext tls() {
    SslContext context = tls;
    if (context == null) {
      context = TlsContexts.forClient(options.tls(), clock);
      tls = context;
    }
    return context;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
