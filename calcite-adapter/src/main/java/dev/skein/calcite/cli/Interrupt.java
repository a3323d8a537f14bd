package dev.skein.calcite.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C outside the shell: the JVM is then on its way down already, so a shutdown hook cancels
 * what runs and gives the main thread a moment to close its connection and, with it, the workers'
 * tasks.
 */
final class Interrupt {
  private static final long GRACE_SECONDS = 2;

  private final CountDownLatch released = new CountDownLatch(1);
  private final Thread hook;

  private Interrupt(StatementRunner runner) {
    hook = new Thread(() -> cancelAndWait(runner), "skein-interrupt");
  }

  /** From now on until {@link #release}, an interrupt cancels what the runner runs. */
  static Interrupt cancels(StatementRunner runner) {
    Interrupt interrupt = new Interrupt(runner);
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  /** From now on an interrupt just ends the process. */
  void release() {
    released.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down: the hook has seen the latch.
    }
  }

  /**
   * A statement that is still planned is cancelled only afterwards, so this thread does not ask.
   */
  private void cancelAndWait(StatementRunner runner) {
    Daemon.start("skein-cancel-statement", runner::cancel);
    try {
      released.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
