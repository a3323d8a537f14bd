package dev.skein.runtime.catalog;

import java.util.List;

/**
 * A table or view as DuckDB's catalog describes it.
 *
 * @param estimatedRows DuckDB's count for a table; -1 for a view
 * @param keys the columns of each primary key and unique constraint, by index
 */
public record CatalogTable(
    String schema,
    String name,
    boolean isView,
    List<Column> columns,
    long estimatedRows,
    List<List<Integer>> keys) {
  public CatalogTable {
    columns = List.copyOf(columns);
    keys = keys.stream().map(List::copyOf).toList();
  }

  /**
   * A column.
   *
   * @param type the type in DuckDB's words, e.g. {@code DECIMAL(15,2)} or {@code STRUCT(a INTEGER)}
   */
  public record Column(String name, String type, boolean nullable) {}
}
