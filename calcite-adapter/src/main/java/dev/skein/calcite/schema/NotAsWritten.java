package dev.skein.calcite.schema;

/**
 * Thrown where DuckDB would take a statement, but cannot be given it as it is written. What is left
 * then is an error: Calcite may mean something else by the statement.
 */
public final class NotAsWritten extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param why and what to write instead
   */
  public NotAsWritten(String why) {
    super(why);
  }
}
