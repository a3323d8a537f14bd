package dev.skein.calcite.cli;

/** The numbers of ports. */
final class Ports {
  private static final int LAST = 65_535;

  private Ports() {}

  /**
   * The port itself.
   *
   * @throws CommandFailure naming the option if there is no such port
   */
  static int check(String option, int port) {
    if (port < 0 || port > LAST) {
      throw CommandFailure.usage(option + " is 0 to " + LAST + ", not " + port);
    }
    return port;
  }
}
