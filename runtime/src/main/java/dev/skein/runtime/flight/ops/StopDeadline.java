package dev.skein.runtime.flight.ops;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process that was told to end and does not. Nothing interrupts DuckDB (2.0.0) while it
 * plans a statement, which may take hours, and whoever closes its connection waits for that.
 */
public final class StopDeadline {
  private static final Logger LOG = LoggerFactory.getLogger(StopDeadline.class);

  private StopDeadline() {}

  /**
   * Halts the process with status 1 after some time, unless it has ended before.
   *
   * @param last runs just before that
   */
  public static void start(Duration patience, Runnable last) {
    Thread thread = new Thread(() -> haltAfter(patience, last), "skein-stop-deadline");
    thread.setDaemon(true);
    thread.start();
  }

  private static void haltAfter(Duration patience, Runnable last) {
    try {
      Thread.sleep(patience.toMillis());
      LOG.error("event=stop_forced after={} reason=\"something does not end\"", patience);
      last.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Runtime.getRuntime().halt(1);
    }
  }
}
