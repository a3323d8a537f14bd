package dev.skein.calcite.lower;

/**
 * Ends the writing of an expression that DuckDB would not compute as Calcite means it. It never
 * leaves this package: {@link RexToDuckDb#refusal} turns it into a value. Planning asks often, so
 * it carries no stack trace.
 */
final class NotInDuckDb extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotInDuckDb(Object what, String why) {
    super(what + ": " + why, null, false, false);
  }

  /** What was refused and why. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
