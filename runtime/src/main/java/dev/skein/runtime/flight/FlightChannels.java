package dev.skein.runtime.flight;

import dev.skein.runtime.flight.security.BearerToken;
import dev.skein.runtime.flight.security.TlsContexts;
import dev.skein.runtime.flight.security.TlsFiles;
import dev.skein.runtime.flight.security.TokenFile;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections, showing the same token and certificate on all of them. Both are read again
 * when their files change. Closed after its connections.
 */
final class FlightChannels implements AutoCloseable {
  private static final long PING_SECONDS = 10;

  private final Duration connectTimeout;
  private final TlsFiles tlsFiles;
  private final @Nullable TokenFile tokens;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Threads.named("skein-certificates"));
  private @Nullable SslContext tls;

  /**
   * Reads the token and the certificates.
   *
   * @throws dev.skein.runtime.task.SkeinException of kind USER if a file cannot be used
   */
  FlightChannels(Optional<Path> tokenFile, TlsFiles tlsFiles, Duration connectTimeout) {
    this.tokens = tokenFile.map(TokenFile::new).orElse(null);
    this.tlsFiles = tlsFiles;
    this.connectTimeout = connectTimeout;
    if (!tlsFiles.equals(TlsFiles.NONE)) {
      try {
        tls = TlsContexts.forClient(tlsFiles, clock);
      } catch (RuntimeException e) {
        clock.shutdownNow();
        throw e;
      }
    }
  }

  /** A channel that connects with its first call. */
  ManagedChannel open(URI endpoint) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(Endpoints.host(endpoint), endpoint.getPort())
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
            .maxInboundMessageSize(Protocol.MAX_MESSAGE_BYTES)
            .maxInboundMetadataSize(Protocol.MAX_HEADER_BYTES)
            .decompressorRegistry(Protocol.NO_COMPRESSION)
            .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(PING_SECONDS, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(true)
            .disableRetry()
            .intercept(new ClientGuard(), new ClientSums());
    if (tokens != null) {
      builder.intercept(BearerToken.shown(tokens));
    }
    if (Endpoints.isTls(endpoint)) {
      builder.sslContext(tls());
      Endpoints.certifiedName(endpoint).ifPresent(builder::overrideAuthority);
    } else {
      builder.usePlaintext();
    }
    return builder.build();
  }

  private synchronized SslContext tls() {
    SslContext context = tls;
    if (context == null) {
      context = TlsContexts.forClient(tlsFiles, clock);
      tls = context;
    }
    return context;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
