package dev.skein.runtime;

import dev.skein.runtime.flight.ClientOptions;
import dev.skein.runtime.flight.FlightWorkerConnector;
import dev.skein.runtime.flight.WorkerDirectories;
import dev.skein.runtime.schedule.TaskScheduler;
import dev.skein.runtime.schedule.WorkerFigures;
import dev.skein.runtime.schedule.WorkerPool;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** The workers in other processes, and the scheduler that runs tasks on them. */
final class RemoteWorkers implements AutoCloseable {
  private final TaskScheduler scheduler;
  private final WorkerPool pool;
  private final FlightWorkerConnector connector;

  /** Connects, and waits until each worker has answered or failed to. */
  RemoteWorkers(RuntimeConfig config, BufferAllocator allocator) {
    String coordinator = config.name().replaceAll("[^!-~]", "_");
    ClientOptions options =
        ClientOptions.defaults(coordinator.isEmpty() ? "skein" : coordinator)
            .withSecurity(config.tokenFile(), config.tls());
    this.connector = new FlightWorkerConnector(options, allocator);
    this.scheduler = new TaskScheduler(config.policy(), true, allocator);
    try {
      this.pool =
          new WorkerPool(
              scheduler,
              connector,
              WorkerDirectories.open(config.endpoints(), options.tokenFile(), options.tls()),
              config.policy().retries());
    } catch (RuntimeException e) {
      scheduler.close();
      connector.close();
      throw e;
    }
    try {
      pool.open();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  TaskScheduler scheduler() {
    return scheduler;
  }

  List<WorkerFigures> figures() {
    return pool.figures();
  }

  @Override
  public void close() {
    scheduler.close();
    pool.close();
    connector.close();
  }
}
