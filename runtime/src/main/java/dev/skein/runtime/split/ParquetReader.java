package dev.skein.runtime.split;

import dev.skein.runtime.split.StoredTable.ColumnsBuilder;
import dev.skein.runtime.split.StoredTable.Segment;
import dev.skein.runtime.split.TableLayout.RowGroup;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.TableSource.ParquetTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the row groups of Parquet files, and the statistics of their columns, from the footers.
 *
 * <p>{@code parquet_file_metadata} tells the size of a file in about a millisecond; {@code
 * parquet_metadata}, which alone knows the row groups, takes 20 to 40 microseconds for each column
 * of each row group (DuckDB 2.0.0), so it is asked only where the answer can be of use.
 */
final class ParquetReader {
  /** Beyond it a file counts as one row group: half a second of reading. */
  private static final long MAX_COLUMN_CHUNKS = 20_000;

  private static final Set<String> POSITION_COLUMNS = Set.of("filename", "file_row_number");

  /** Reads the files; {@code columns} are those whose statistics are wanted. */
  StoredTable read(Connection snapshot, ParquetTable table, Set<String> columns)
      throws SQLException {
    if (new HashSet<>(table.files()).size() < table.files().size()) {
      return StoredTable.uncut("a file is named twice", 0);
    }
    return new Reading(snapshot, table).read(columns);
  }

  /** The types of the columns of the first file by their names. */
  static Map<String, String> columnTypes(Connection snapshot, ParquetTable table)
      throws SQLException {
    Map<String, String> types = new LinkedHashMap<>();
    try (Statement statement = snapshot.createStatement();
        ResultSet columns = statement.executeQuery("DESCRIBE SELECT * FROM " + table.sql())) {
      while (columns.next()) {
        types.put(columns.getString(1), columns.getString(2));
      }
    }
    return types;
  }

  /** One reading of the footers of all files of a table. */
  private static final class Reading {
    private final Connection snapshot;
    private final ParquetTable table;
    private final String files;
    private final long[] rows;
    private long rowGroups;
    private boolean severalInAFile;

    Reading(Connection snapshot, ParquetTable table) {
      this.snapshot = snapshot;
      this.table = table;
      this.files = table.filesSql();
      this.rows = new long[table.files().size()];
    }

    StoredTable read(Set<String> columns) throws SQLException {
      if (!readSizes()) {
        return StoredTable.uncut("DuckDB calls a file otherwise than the table does", 0);
      }
      Map<String, String> types = columnTypes(snapshot, table);
      if (types.keySet().stream()
          .anyMatch(column -> POSITION_COLUMNS.contains(StoredTable.key(column)))) {
        return StoredTable.uncut("a column hides the file name or row number", wholeFiles().rows());
      }
      boolean worthwhile = severalInAFile || !columns.isEmpty();
      if (!worthwhile || rowGroups * types.size() > MAX_COLUMN_CHUNKS) {
        return new StoredTable(wholeFiles(), unknown(columns));
      }
      return readRowGroups(types, columns);
    }

    /** False if DuckDB calls a file otherwise than the table does, so that no split can name it. */
    private boolean readSizes() throws SQLException {
      int known = 0;
      try (Statement statement = snapshot.createStatement();
          ResultSet footers =
              statement.executeQuery(
                  "SELECT list_position(%s, file_name) - 1, num_rows, num_row_groups FROM parquet_file_metadata(%<s)"
                      .formatted(files))) {
        while (footers.next()) {
          int place = footers.getInt(1);
          if (footers.wasNull()) {
            return false;
          }
          known++;
          rows[place] = footers.getLong(2);
          rowGroups += footers.getLong(3);
          severalInAFile |= footers.getLong(3) > 1;
        }
      }
      return known == rows.length;
    }

    private TableLayout wholeFiles() {
      List<RowGroup> groups = new ArrayList<>();
      long all = 0;
      for (int i = 0; i < rows.length; i++) {
        if (rows[i] > 0) {
          groups.add(new RowGroup(i, 0, 0, rows[i]));
          all += rows[i];
        }
      }
      return new TableLayout(groups, all, !severalInAFile);
    }

    private static Map<String, StoredTable.Column> unknown(Set<String> columns) {
      ColumnsBuilder none = new ColumnsBuilder();
      columns.forEach(column -> none.column(column, ""));
      return none.build();
    }

    private StoredTable readRowGroups(Map<String, String> types, Set<String> columns)
        throws SQLException {
      String sql =
          """
          SELECT list_position(%s, file_name) - 1, row_group_id, row_group_num_rows, column_id = 0,
            path_in_schema, stats_null_count IS DISTINCT FROM num_values, stats_min_value,
            stats_max_value
          FROM parquet_metadata(%<s)
          WHERE column_id = 0 OR path_in_schema IN (%s)
          ORDER BY 1, 2, column_id"""
              .formatted(files, columns.isEmpty() ? "''" : Quoting.literals(columns));
      List<RowGroup> groups = new ArrayList<>();
      ColumnsBuilder statistics = new ColumnsBuilder();
      columns.forEach(column -> statistics.column(column, ""));
      types.forEach(
          (column, type) -> {
            if (columns.contains(column) && isOrdered(type)) {
              statistics.column(column, type);
            }
          });
      long all = 0;
      try (Statement statement = snapshot.createStatement();
          ResultSet chunks = statement.executeQuery(sql)) {
        while (chunks.next()) {
          int file = chunks.getInt(1);
          long count = chunks.getLong(3);
          if (chunks.getBoolean(4)) {
            RowGroup before = groups.isEmpty() ? null : groups.get(groups.size() - 1);
            long first = before != null && before.file() == file ? before.endRow() : 0;
            groups.add(new RowGroup(file, chunks.getInt(2), first, count));
            all += count;
          }
          if (columns.contains(chunks.getString(5))) {
            statistics.add(
                chunks.getString(5),
                new Segment(
                    groups.size() - 1,
                    count,
                    chunks.getBoolean(6),
                    chunks.getString(7),
                    chunks.getString(8)));
          }
        }
      }
      return new StoredTable(new TableLayout(groups, all, true), statistics.build());
    }

    /** Writers may leave NaN out of the range of a column, and DuckDB takes it for the greatest. */
    private static boolean isOrdered(String type) {
      return !type.equals("DOUBLE") && !type.equals("FLOAT");
    }
  }
}
