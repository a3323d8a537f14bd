package dev.skein.runtime.flight;

import dev.skein.runtime.worker.RemoteWorker;
import dev.skein.runtime.worker.WorkerConnector;
import java.net.URI;
import org.apache.arrow.memory.BufferAllocator;

/** Connects a coordinator to workers over Flight. Closed after them. */
public final class FlightWorkerConnector implements WorkerConnector, AutoCloseable {
  private final ClientOptions options;
  private final BufferAllocator allocator;
  private final FlightChannels channels;
  private final String duckDb = DuckDbVersion.get();

  /**
   * Reads the token, if there is one.
   *
   * @param allocator takes the rows of all workers; closed by the caller after the workers and the
   *     batches
   * @throws dev.skein.runtime.task.SkeinException of kind USER if the token file cannot be used
   */
  public FlightWorkerConnector(ClientOptions options, BufferAllocator allocator) {
    this.options = options;
    this.allocator = allocator;
    this.channels =
        new FlightChannels(options.tokenFile(), options.tls(), options.connectTimeout());
  }

  @Override
  public RemoteWorker connect(URI endpoint) {
    Endpoints.check(endpoint);
    return new FlightWorkerClient(endpoint, channels.open(endpoint), duckDb, options, allocator);
  }

  @Override
  public void close() {
    channels.close();
  }
}
