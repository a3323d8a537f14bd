package dev.skein.runtime.split;

import dev.skein.runtime.split.StoredTable.ColumnsBuilder;
import dev.skein.runtime.split.StoredTable.Segment;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.TableSource.DuckDbTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads the row groups of a DuckDB table and the statistics of its columns.
 *
 * <p>Both come from {@code pragma_storage_info}, which costs about 10 microseconds for each segment
 * of each column whatever is asked of it: 90 ms for 20 million rows of 16 columns, and the loading
 * of all column metadata the first time. So of a large table it is asked about loaded columns only,
 * after those that matter have been loaded: 15 ms while few columns have been read since the file
 * was opened (DuckDB 2.0.0).
 */
final class StorageReader {
  /** Up to here everything is read at once: it costs less than asking twice. */
  private static final long SMALL_TABLE_ROWS = 500_000;

  /** Types whose metadata is small, the smallest first. */
  private static final List<String> CHEAP_TYPES =
      List.of(
          "BOOLEAN",
          "TINYINT",
          "UTINYINT",
          "SMALLINT",
          "USMALLINT",
          "INTEGER",
          "UINTEGER",
          "DATE",
          "BIGINT",
          "UBIGINT",
          "TIMESTAMP",
          "DOUBLE",
          "FLOAT");

  /**
   * Reads a table.
   *
   * @param columns the columns whose statistics are wanted; others may be among what is returned
   */
  StoredTable read(Connection snapshot, DuckDbTable table, Set<String> columns)
      throws SQLException {
    long rows = committedRows(snapshot, table);
    if (rows < 0) {
      return StoredTable.uncut("not a table of the database", 0);
    }
    Map<String, String> types = columnTypes(snapshot, table);
    if (types.keySet().stream().anyMatch("rowid"::equalsIgnoreCase)) {
      return StoredTable.uncut("a column hides the rowids", rows);
    }
    if (rows == 0) {
      return new StoredTable(TableLayout.UNKNOWN, Map.of());
    }
    Reading reading = new Reading(types, !columns.isEmpty());
    if (rows > SMALL_TABLE_ROWS) {
      load(snapshot, table, stored(types, columns));
      reading.read(snapshot, table, true);
    }
    if (reading.rows() != rows || !reading.covers(columns)) {
      reading = new Reading(types, !columns.isEmpty());
      reading.read(snapshot, table, false);
    }
    return new StoredTable(
        FirstRowIds.locate(snapshot, table, reading.rowCounts()), reading.columns(columns));
  }

  /** How many rows the table's row groups hold, deleted ones included; -1 if it is not a table. */
  static long committedRows(Connection snapshot, DuckDbTable table) throws SQLException {
    String sql =
        """
        SELECT estimated_size FROM duckdb_tables()
        WHERE database_name = current_database() AND schema_name = ? AND table_name = ?""";
    try (PreparedStatement statement = snapshot.prepareStatement(sql)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.table());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getLong(1) : -1;
      }
    }
  }

  /** The types of the columns by their names, in the order of the table. */
  static Map<String, String> columnTypes(Connection snapshot, DuckDbTable table)
      throws SQLException {
    Map<String, String> types = new LinkedHashMap<>();
    try (Statement statement = snapshot.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name, type FROM pragma_table_info("
                    + Quoting.literal(Quoting.table(table))
                    + ")")) {
      while (rows.next()) {
        types.put(rows.getString(1), rows.getString(2));
      }
    }
    return types;
  }

  /** Those of the columns that the table has, or one that is cheap to load. */
  private static Set<String> stored(Map<String, String> types, Set<String> columns) {
    Set<String> wanted = columns.stream().map(StoredTable::key).collect(Collectors.toSet());
    Set<String> stored =
        types.keySet().stream()
            .filter(column -> wanted.contains(StoredTable.key(column)))
            .collect(Collectors.toSet());
    return stored.isEmpty() ? Set.of(cheapest(types)) : stored;
  }

  private static String cheapest(Map<String, String> types) {
    for (String cheap : CHEAP_TYPES) {
      for (Map.Entry<String, String> column : types.entrySet()) {
        if (column.getValue().equals(cheap)) {
          return column.getKey();
        }
      }
    }
    return types.keySet().iterator().next();
  }

  /**
   * Makes DuckDB load the metadata of columns without reading their data: to plan a count under a
   * filter that statistics cannot decide, it looks at those of every row group. Where it does not,
   * what is read afterwards is found incomplete and all is read.
   */
  private static void load(Connection snapshot, DuckDbTable table, Set<String> columns)
      throws SQLException {
    String counts =
        columns.stream()
            .map(
                column ->
                    "(SELECT count(*) FROM "
                        + Quoting.table(table)
                        + " WHERE hash("
                        + Quoting.identifier(column)
                        + ") = 0)")
            .collect(Collectors.joining(", "));
    try (Statement statement = snapshot.createStatement();
        ResultSet plan = statement.executeQuery("EXPLAIN SELECT " + counts)) {
      while (plan.next()) {
        // planning is all that was wanted
      }
    }
  }

  /** One call of {@code pragma_storage_info}. */
  private static final class Reading {
    private final Map<String, String> types;
    private final boolean statistics;
    private final Map<Integer, Long> rowsByGroup = new TreeMap<>();
    private final Map<String, Long> rowsByColumn = new LinkedHashMap<>();
    private final ColumnsBuilder columns = new ColumnsBuilder();

    Reading(Map<String, String> types, boolean statistics) {
      this.types = types;
      this.statistics = statistics;
    }

    /**
     * The values of a column have the path {@code [c]}, its validity {@code [c, 0]}; structs and
     * arrays have no values of their own, but always a validity, which counts the rows.
     */
    void read(Connection snapshot, DuckDbTable table, boolean loadedOnly) throws SQLException {
      String sql =
          """
          SELECT row_group_id, column_name, segment_type = 'VALIDITY', start + count, count,
            has_updates, NOT has_null OR has_no_null, min, max
          FROM (
            SELECT *, stats.has_null::BOOLEAN AS has_null, stats.has_no_null::BOOLEAN AS has_no_null,
              stats.min::VARCHAR AS min, stats.max::VARCHAR AS max
            FROM pragma_storage_info(%s, loaded_segments_only = %s)
            WHERE column_path = '[' || column_id || ', 0]' OR (%s AND column_path = '[' || column_id || ']'))
          ORDER BY row_group_id, column_name, start"""
              .formatted(Quoting.literal(Quoting.table(table)), loadedOnly, statistics);
      try (Statement statement = snapshot.createStatement();
          ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          int group = rows.getInt(1);
          String column = rows.getString(2);
          long end = rows.getLong(4);
          if (rows.getBoolean(3)) {
            rowsByGroup.merge(group, end, Math::max);
            rowsByColumn.merge(StoredTable.key(column), rows.getLong(5), Long::sum);
          } else {
            boolean updated = rows.getBoolean(6);
            columns.add(
                column,
                new Segment(
                    group,
                    end,
                    updated || rows.getBoolean(7),
                    updated ? null : rows.getString(8),
                    updated ? null : rows.getString(9)));
          }
        }
      }
    }

    long rows() {
      return rowsByGroup.values().stream().mapToLong(Long::longValue).sum();
    }

    long[] rowCounts() {
      return rowsByGroup.values().stream().mapToLong(Long::longValue).toArray();
    }

    /** Whether every row group told about every one of these columns. */
    boolean covers(Set<String> wanted) {
      return wanted.stream()
          .allMatch(column -> rowsByColumn.getOrDefault(StoredTable.key(column), 0L) == rows());
    }

    Map<String, StoredTable.Column> columns(Set<String> wanted) {
      if (!statistics) {
        return Map.of();
      }
      wanted.forEach(column -> columns.column(column, "")); // looked for, perhaps not there
      types.forEach(
          (column, type) -> {
            if (covers(Set.of(column))) {
              columns.column(column, type);
            }
          });
      return columns.build();
    }
  }
}
