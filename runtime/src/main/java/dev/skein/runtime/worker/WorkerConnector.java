package dev.skein.runtime.worker;

import java.net.URI;

/** Opens the connection to a remote worker; closing the worker ends it. */
@FunctionalInterface
public interface WorkerConnector {
  /**
   * Connects and shakes hands; waits no longer than the connector's time-out.
   *
   * @throws dev.skein.runtime.task.SkeinException of kind WORKER_LOST if nobody answers, of kind
   *     USER if the worker refuses us (another protocol, another DuckDB, a wrong token)
   */
  RemoteWorker connect(URI endpoint);
}
