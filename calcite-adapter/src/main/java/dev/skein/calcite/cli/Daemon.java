package dev.skein.calcite.cli;

/** A thread for which the process does not stay. */
final class Daemon {
  private Daemon() {}

  /**
   * @throws OutOfMemoryError if the system has no thread now
   */
  static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
