package dev.skein.runtime.worker;

/**
 * What a remote worker says of itself with every heartbeat.
 *
 * @param slots how many tasks it runs at a time, for all coordinators together
 * @param running how many it runs
 * @param waiting how many wait there for a slot
 * @param memoryUsed bytes that its databases hold in memory
 * @param memoryLimit bytes that they may hold, all together
 */
public record WorkerStatus(
    State state, int slots, int running, int waiting, long memoryUsed, long memoryLimit) {
  /** Whether new tasks are welcome. */
  public enum State {
    READY,
    /** Finishes what it runs and refuses what comes; it will leave. */
    DRAINING
  }
}
