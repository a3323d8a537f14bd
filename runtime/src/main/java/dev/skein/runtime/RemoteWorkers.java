package dev.skein.runtime;

import dev.skein.runtime.flight.ClientOptions;
import dev.skein.runtime.flight.FlightWorkerConnector;
import dev.skein.runtime.schedule.FixedWorkers;
import dev.skein.runtime.schedule.TaskScheduler;
import dev.skein.runtime.schedule.WorkerFigures;
import dev.skein.runtime.schedule.WorkerPool;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;

/** The workers in other processes, and the scheduler that runs tasks on them. */
final class RemoteWorkers implements AutoCloseable {
  private final TaskScheduler scheduler;
  private final WorkerPool pool;

  /** Connects, and waits until each worker has answered or failed to. */
  RemoteWorkers(RuntimeConfig config, BufferAllocator allocator) {
    Set<URI> endpoints = new LinkedHashSet<>();
    config.endpoints().forEach(endpoint -> endpoints.add(uri(endpoint)));
    String coordinator = config.name().replaceAll("[^!-~]", "_");
    ClientOptions options = ClientOptions.defaults(coordinator.isEmpty() ? "skein" : coordinator);
    this.scheduler = new TaskScheduler(config.policy(), true, allocator);
    this.pool =
        new WorkerPool(
            scheduler,
            new FlightWorkerConnector(options, allocator),
            new FixedWorkers(endpoints),
            config.policy().retries());
    pool.open();
  }

  private static URI uri(String endpoint) {
    try {
      return URI.create(endpoint);
    } catch (IllegalArgumentException e) {
      throw new SkeinException(
          Kind.USER, "The address of a worker is grpc://host:port, not " + endpoint, e);
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
  }
}
