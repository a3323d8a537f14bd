package dev.skein.runtime.task;

/**
 * A comparison of a stored column with a constant that every row a stage needs satisfies; row
 * groups whose statistics exclude it are not read.
 *
 * @param column the column's stored name
 * @param constant the constant as a DuckDB literal of the column's type, e.g. {@code DATE
 *     '1995-01-01'}
 */
public record ColumnBound(String column, Comparison comparison, String constant) {
  /** The comparisons that statistics can answer. */
  public enum Comparison {
    EQUAL("="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String sql;

    Comparison(String sql) {
      this.sql = sql;
    }

    public String sql() {
      return sql;
    }
  }
}
