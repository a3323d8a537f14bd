package dev.skein.runtime.task;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The slice of a driving table that one task reads, as a SQL condition on the table's position
 * columns. The slices of one stage are disjoint and together cover the table.
 */
public sealed interface Split {
  /** The condition of a split that leaves out nothing. */
  String EVERY_ROW = "TRUE";

  /** The condition, e.g. {@code rowid >= 0 AND rowid < 122880}. */
  String condition();

  /** How many rows it is thought to hold; decides the order in which tasks start. */
  long estimatedRows();

  /** How a user sees it in {@code skein.tasks} and EXPLAIN. */
  default String describe() {
    return condition();
  }

  /** All of it: less than one row group, or nothing to cut by. */
  record Whole(long estimatedRows) implements Split {
    @Override
    public String condition() {
      return EVERY_ROW;
    }

    @Override
    public String describe() {
      return "whole";
    }
  }

  /**
   * Consecutive row groups, as the half-open range of rowids that holds them. The first split of a
   * table starts at {@link Long#MIN_VALUE} and the last ends at {@link Long#MAX_VALUE}, so that a
   * wrong hint costs time and never a row.
   *
   * @param firstGroup the index of the first row group
   * @param groups how many row groups
   */
  record RowGroups(long fromRowId, long toRowId, int firstGroup, int groups, long estimatedRows)
      implements Split {
    @Override
    public String condition() {
      return range("rowid", fromRowId, toRowId);
    }

    @Override
    public String describe() {
      return "row groups "
          + firstGroup
          + ".."
          + (firstGroup + groups - 1)
          + " ("
          + condition()
          + ")";
    }
  }

  /** A range of rowids where row groups are unknown. */
  record RowIds(long fromRowId, long toRowId, long estimatedRows) implements Split {
    @Override
    public String condition() {
      return range("rowid", fromRowId, toRowId);
    }
  }

  /** The rows whose rowid leaves a remainder: for data without an order. */
  record Modulo(int divisor, int remainder, long estimatedRows) implements Split {
    @Override
    public String condition() {
      return "rowid % " + divisor + " = " + remainder;
    }
  }

  /** Consecutive row groups of one Parquet file. */
  record ParquetRowGroups(
      String file, long fromRow, long toRow, int firstGroup, int groups, long estimatedRows)
      implements Split {
    @Override
    public String condition() {
      return "filename = "
          + TableSource.ParquetTable.fileSql(file)
          + " AND "
          + range("file_row_number", fromRow, toRow);
    }

    @Override
    public String describe() {
      return file + " row groups " + firstGroup + ".." + (firstGroup + groups - 1);
    }
  }

  /** Whole Parquet files, some of several. */
  record ParquetFiles(List<String> files, long estimatedRows) implements Split {
    public ParquetFiles {
      files = List.copyOf(files);
      if (files.isEmpty()) {
        throw new IllegalArgumentException("A split of whole files has at least one");
      }
    }

    @Override
    public String condition() {
      return files.stream()
          .map(TableSource.ParquetTable::fileSql)
          .collect(Collectors.joining(", ", "filename IN (", ")"));
    }

    @Override
    public String describe() {
      return files.get(0) + (files.size() == 1 ? "" : " and " + (files.size() - 1) + " more files");
    }
  }

  private static String range(String column, long from, long to) {
    if (from == Long.MIN_VALUE && to == Long.MAX_VALUE) {
      return EVERY_ROW;
    }
    if (from == Long.MIN_VALUE) {
      return column + " < " + to;
    }
    if (to == Long.MAX_VALUE) {
      return column + " >= " + from;
    }
    return column + " >= " + from + " AND " + column + " < " + to;
  }
}
