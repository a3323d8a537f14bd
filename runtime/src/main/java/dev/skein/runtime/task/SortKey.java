package dev.skein.runtime.task;

import java.util.Locale;
import java.util.Set;

/**
 * A column by which rows are sorted.
 *
 * @param column its index
 */
public record SortKey(int column, boolean descending, boolean nullsFirst) {
  private static final Set<String> MERGEABLE =
      Set.of(
          "BOOLEAN",
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "UHUGEINT",
          "FLOAT",
          "DOUBLE",
          "DECIMAL",
          "VARCHAR",
          "BLOB",
          "DATE",
          "TIME",
          "TIMESTAMP",
          "TIMESTAMP_S",
          "TIMESTAMP_MS",
          "TIMESTAMP_NS",
          "TIMESTAMP WITH TIME ZONE",
          "UUID");

  public SortKey {
    if (column < 0) {
      throw new IllegalArgumentException("Columns count from 0: " + column);
    }
  }

  /**
   * Whether sorted streams can be merged by a column of a DuckDB type. Not so where DuckDB's order
   * cannot be told from the bytes that leave it: an ENUM is ordered by its definition and leaves as
   * text, intervals of 30 days and one month are equal, and nested values are not compared here.
   * Nor by text under a collation, of which this does not know.
   *
   * @param duckDbType as DuckDB writes it, e.g. {@code DECIMAL(15,2)}
   */
  public static boolean isMergeable(String duckDbType) {
    String type = duckDbType.toUpperCase(Locale.ROOT).trim();
    boolean nested = type.endsWith("]") || type.startsWith("STRUCT") || type.startsWith("MAP");
    int arguments = type.indexOf('(');
    return !nested
        && MERGEABLE.contains(arguments < 0 ? type : type.substring(0, arguments).trim());
  }
}
