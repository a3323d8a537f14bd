package dev.skein.runtime.schedule;

import java.util.Optional;

/**
 * What the coordinator knows of a worker.
 *
 * @param state JOINING until it has answered, ACTIVE, SET_ASIDE after losses, PROBED with one task,
 *     DRAINING, or LOST while it cannot be reached
 * @param running how many of its slots this coordinator uses
 * @param finished how many attempts it has finished since it joined
 * @param lost how many were lost with it
 * @param memoryUsed bytes, 0 if it is in this process
 * @param memoryLimit bytes, 0 if it is in this process
 * @param problem why it cannot be reached
 */
public record WorkerFigures(
    String name,
    String state,
    int slots,
    int running,
    boolean remote,
    long finished,
    long lost,
    long memoryUsed,
    long memoryLimit,
    Optional<String> problem) {
  static WorkerFigures of(WorkerSlots worker) {
    return new WorkerFigures(
        worker.name,
        worker.state.name(),
        worker.slots,
        worker.used,
        worker.remote,
        worker.finished,
        worker.lost,
        0,
        0,
        Optional.empty());
  }

  /** Of a worker without a connection, which has a problem unless this is the first attempt. */
  static WorkerFigures unreachable(String name, Optional<String> problem) {
    String state = problem.isPresent() ? "LOST" : "JOINING";
    return new WorkerFigures(name, state, 0, 0, true, 0, 0, 0, 0, problem);
  }

  WorkerFigures withMemory(long used, long limit) {
    return new WorkerFigures(
        name, state, slots, running, remote, finished, lost, used, limit, problem);
  }
}
