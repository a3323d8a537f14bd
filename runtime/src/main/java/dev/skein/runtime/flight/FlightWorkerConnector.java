package dev.skein.runtime.flight;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.RemoteWorker;
import dev.skein.runtime.worker.WorkerConnector;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;

/** Connects a coordinator to workers over Flight. */
public final class FlightWorkerConnector implements WorkerConnector {
  private static final long PING_SECONDS = 10;

  private final ClientOptions options;
  private final BufferAllocator allocator;
  private final String duckDb = WorkerServer.duckDbVersion();

  /**
   * @param allocator takes the rows of all workers; closed by the caller after the workers and the
   *     batches
   */
  public FlightWorkerConnector(ClientOptions options, BufferAllocator allocator) {
    this.options = options;
    this.allocator = allocator;
  }

  @Override
  public RemoteWorker connect(URI endpoint) {
    Endpoints.check(endpoint);
    if (Endpoints.isTls(endpoint)) {
      throw new SkeinException(Kind.USER, "TLS is not there yet: " + endpoint);
    }
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(Endpoints.host(endpoint), endpoint.getPort())
            .usePlaintext()
            .withOption(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) options.connectTimeout().toMillis())
            .maxInboundMessageSize(Protocol.MAX_MESSAGE_BYTES)
            .maxInboundMetadataSize(Protocol.MAX_HEADER_BYTES)
            .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(PING_SECONDS, TimeUnit.SECONDS)
            .keepAliveWithoutCalls(true)
            .disableRetry()
            .build();
    return new FlightWorkerClient(endpoint, channel, duckDb, options, allocator);
  }
}
