package dev.skein.calcite.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** How a process that serves writes its log, on standard error. */
final class LogOptions {
  private static final Logger LOG = LoggerFactory.getLogger(LogOptions.class);

  /** Some 20,000 lines. */
  private static final int CAPACITY = 4 << 20;

  /** How long the end of the process waits for a log that nobody reads. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @Option(
      names = "--log-format",
      defaultValue = "text",
      description =
          "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); json writes one object a"
              + " line.")
  private LogFormat format = LogFormat.TEXT;

  /** What a line of the log is. */
  enum LogFormat {
    TEXT,
    JSON
  }

  /**
   * From now on the log is written so, and nobody waits for its reader.
   *
   * @return waits a moment until all is written; to be called before the process ends
   */
  Runnable apply() {
    DetachedErrors errors =
        DetachedErrors.start(
            new FileOutputStream(FileDescriptor.err),
            CAPACITY,
            lost -> LOG.warn("event=log_dropped lines={} reason=\"nobody read them\"", lost));
    PrintStream lines = new PrintStream(errors, false, StandardCharsets.UTF_8);
    System.setErr(format == LogFormat.JSON ? new JsonLogStream(lines) : lines);
    Runnable finish = () -> await(errors);
    // Also for a command that fails.
    Runtime.getRuntime().addShutdownHook(new Thread(finish, "skein-log-end"));
    return finish;
  }

  private static void await(DetachedErrors errors) {
    try {
      boolean unused = errors.await(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
