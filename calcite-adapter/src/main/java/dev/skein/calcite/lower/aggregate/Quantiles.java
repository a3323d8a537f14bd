package dev.skein.calcite.lower.aggregate;

/** The types of DuckDB's quantiles. */
final class Quantiles {
  private Quantiles() {}

  /** The type of a quantile of values of a type: between two integers lies a double. */
  static String result(String function, String value) {
    boolean interpolates = function.equals("quantile_cont") || function.equals("median");
    return switch (value) {
      case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT" -> interpolates ? "DOUBLE" : value;
      case "DATE" -> interpolates ? "TIMESTAMP" : value;
      default -> value;
    };
  }
}
