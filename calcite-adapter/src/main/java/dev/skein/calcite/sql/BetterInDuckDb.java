package dev.skein.calcite.sql;

/**
 * Thrown while a statement is validated or planned where Calcite could run it but would not show
 * what DuckDB shows. DuckDB is given the statement as it is; where it does not take it, Calcite
 * runs it.
 */
public final class BetterInDuckDb extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param doing what Calcite does not do
   */
  public BetterInDuckDb(String doing) {
    super(doing);
  }
}
