package dev.skein.runtime.split;

import java.util.List;

/**
 * The row groups of a table, in storage order.
 *
 * @param rows how many rows the row groups hold, those included that are deleted but not yet
 *     vacuumed
 * @param positionsKnown whether the first rows of the groups were confirmed; otherwise they are a
 *     guess
 */
public record TableLayout(List<RowGroup> rowGroups, long rows, boolean positionsKnown) {
  /** A table whose row groups cannot be seen. */
  static final TableLayout UNKNOWN = new TableLayout(List.of(), 0, false);

  public TableLayout {
    rowGroups = List.copyOf(rowGroups);
  }

  /**
   * One row group.
   *
   * @param file which of the files of a Parquet table it is in; 0 for a DuckDB table
   * @param index its place in the table or file, from 0
   * @param firstRow the rowid, or the row number in its file, of its first row
   * @param rows how many rows it holds
   */
  public record RowGroup(int file, int index, long firstRow, long rows) {
    long endRow() {
      return firstRow + rows;
    }
  }
}
