package dev.skein.calcite.cli;

/** What the process tells its caller; docs/command-line.md lists them. */
final class ExitCode {
  static final int SUCCESS = 0;

  /** A statement failed, or the model could not be opened; the text is on standard error. */
  static final int FAILURE = 1;

  /** The command line itself is wrong; nothing was run. */
  static final int USAGE = 2;

  /** Ctrl-C: 128 and the signal's number, as a shell reports it. */
  static final int INTERRUPTED = 130;

  /** Who read standard output has gone ({@code | head}): 128 and SIGPIPE, as for any other tool. */
  static final int OUTPUT_CLOSED = 141;

  private ExitCode() {}
}
