package dev.skein.runtime.schedule;

import dev.skein.runtime.worker.RemoteWorker;
import dev.skein.runtime.worker.Worker;
import dev.skein.runtime.worker.WorkerCores;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The workers as a plan sees them: a query is split by these figures.
 *
 * @param slots how many tasks run at a time; 0 where the coordinator runs them itself
 * @param processes in how many processes, each with a DuckDB of its own
 * @param speedUp how many times as many cores all processes have together as one of them
 */
public record Cluster(int slots, int processes, double speedUp) {
  /** Workers of the coordinator's own process. */
  public static Cluster embedded(int slots) {
    return new Cluster(slots, 1, 1);
  }

  /** At least one slot and one process: a query waits for a worker if there is none. */
  static Cluster remote(Collection<Worker> workers) {
    List<WorkerCores> cores = new ArrayList<>();
    for (Worker worker : workers) {
      if (worker instanceof RemoteWorker remote) {
        cores.add(remote.cores());
      }
    }
    return new Cluster(
        Math.max(1, slots(workers)), Math.max(1, workers.size()), WorkerCores.speedUp(cores));
  }

  static int slots(Collection<Worker> workers) {
    return workers.stream().mapToInt(Worker::slots).sum();
  }
}
