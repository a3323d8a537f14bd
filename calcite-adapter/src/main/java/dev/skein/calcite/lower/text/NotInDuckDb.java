package dev.skein.calcite.lower.text;

/**
 * Ends the writing of an expression that DuckDB would not compute as Calcite means it. It never
 * leaves the lowering: {@code refusal} of what is written turns it into a value. Planning asks
 * often, so it carries no stack trace.
 */
public final class NotInDuckDb extends RuntimeException {
  private static final long serialVersionUID = 1;

  public NotInDuckDb(Object what, String why) {
    super(what + ": " + why, null, false, false);
  }

  /** What was refused and why. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
