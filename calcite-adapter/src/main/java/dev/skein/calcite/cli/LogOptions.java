package dev.skein.calcite.cli;

import picocli.CommandLine.Option;

/** How a process that serves writes its log, on standard error. */
final class LogOptions {
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

  /** From now on the log is written so. */
  void apply() {
    if (format == LogFormat.JSON) {
      System.setErr(new JsonLogStream(System.err));
    }
  }
}
