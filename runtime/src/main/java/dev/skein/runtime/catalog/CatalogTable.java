package dev.skein.runtime.catalog;

import java.util.List;

/**
 * A table or view as DuckDB's catalog describes it.
 *
 * @param schema the DuckDB schema; empty for Parquet files
 * @param estimatedRows DuckDB's count for a table; -1 for a view
 * @param keys the columns of each primary key and of each unique constraint on columns that are
 *     never NULL, by index
 * @param primaryKey the columns of the primary key, by index; empty if there is none
 */
public record CatalogTable(
    String schema,
    String name,
    boolean isView,
    List<Column> columns,
    long estimatedRows,
    List<List<Integer>> keys,
    List<Integer> primaryKey) {
  public CatalogTable {
    columns = List.copyOf(columns);
    keys = keys.stream().map(List::copyOf).toList();
    primaryKey = List.copyOf(primaryKey);
  }

  /**
   * A column.
   *
   * @param type the type in DuckDB's words, e.g. {@code DECIMAL(15,2)} or {@code STRUCT(a INTEGER)}
   */
  public record Column(String name, String type, boolean nullable) {}
}
