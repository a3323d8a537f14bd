package dev.skein.runtime.split;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.skein.runtime.split.TableStatistics.Column;
import dev.skein.runtime.split.TableStatistics.ForeignKey;
import dev.skein.runtime.split.TableStatistics.UniqueKey;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.TableSource;
import dev.skein.runtime.task.TableSource.DuckDbTable;
import dev.skein.runtime.task.TableSource.ParquetTable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the statistics of the tables of one database, the first time a planner asks for them: some
 * 8 ms for a table of 16 columns. May be called from any thread, each with a connection of its own.
 */
public final class TableStatisticsSource {
  private static final int MAX_TABLES = 2_000;

  private final Cache<TableState, TableStatistics> tables =
      Caffeine.newBuilder().maximumSize(MAX_TABLES).build();

  private record TableState(String state, TableSource table) {}

  /**
   * The statistics of a table, all empty for one that is not stored.
   *
   * @param databaseVersion the version of the file, or empty if the data may change
   */
  public TableStatistics read(Connection snapshot, String databaseVersion, TableSource table) {
    try {
      String state = DataState.of(snapshot, databaseVersion, table);
      if (state == null) {
        return read(snapshot, table);
      }
      TableState key = new TableState(state, table);
      TableStatistics known = tables.getIfPresent(key);
      if (known == null) {
        known = read(snapshot, table);
        tables.put(key, known);
      }
      return known;
    } catch (SQLException e) {
      throw unreadable(table, e);
    }
  }

  /**
   * How much of the disk a table takes, for the system tables: the size of its files, or of the
   * blocks that hold parts of it. Empty where nothing is stored yet. Not remembered, and for a
   * large table a matter of 100 ms.
   */
  public OptionalLong bytes(Connection snapshot, TableSource table) {
    String sql =
        table instanceof DuckDbTable stored
            ? """
              SELECT count(DISTINCT block) FILTER (block >= 0) * (
                SELECT block_size FROM pragma_database_size()
                WHERE database_name = current_database())
              FROM (
                SELECT unnest(list_append(additional_block_ids, block_id)) AS block
                FROM pragma_storage_info(%s) WHERE persistent)"""
                .formatted(Quoting.literal(Quoting.table(stored)))
            : "SELECT sum(file_size_bytes)::BIGINT FROM parquet_file_metadata(%s)"
                .formatted(((ParquetTable) table).filesSql());
    try (Statement statement = snapshot.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getLong(1) > 0
          ? OptionalLong.of(row.getLong(1))
          : OptionalLong.empty();
    } catch (SQLException e) {
      throw unreadable(table, e);
    }
  }

  private static TableStatistics read(Connection snapshot, TableSource table) throws SQLException {
    if (table instanceof ParquetTable parquet) {
      return readParquet(snapshot, parquet);
    }
    DuckDbTable stored = (DuckDbTable) table;
    long rows = StorageReader.committedRows(snapshot, stored);
    if (rows < 0) {
      return TableStatistics.UNKNOWN;
    }
    Map<String, Column> columns =
        rows == 0
            ? Map.of()
            : columns(snapshot, Quoting.table(stored), StorageReader.columnTypes(snapshot, stored));
    List<UniqueKey> keys = new ArrayList<>();
    List<ForeignKey> foreignKeys = new ArrayList<>();
    readConstraints(snapshot, stored, keys, foreignKeys);
    return new TableStatistics(OptionalLong.of(rows), columns, keys, foreignKeys);
  }

  private static TableStatistics readParquet(Connection snapshot, ParquetTable table)
      throws SQLException {
    if (table.files().isEmpty()) {
      return TableStatistics.UNKNOWN;
    }
    String files = table.filesSql();
    long rows;
    try (Statement statement = snapshot.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata(" + files + ")")) {
      rows = row.next() ? row.getLong(1) : 0;
    }
    // of several files, DuckDB 2.0.0 makes up no common statistics
    Map<String, Column> columns =
        rows == 0 || table.files().size() > 1
            ? Map.of()
            : columns(snapshot, table.sql(), ParquetReader.columnTypes(snapshot, table));
    return new TableStatistics(OptionalLong.of(rows), columns, List.of(), List.of());
  }

  /** Asks for what DuckDB's optimizer knows; it needs a row to be told with. */
  private static Map<String, Column> columns(
      Connection snapshot, String from, Map<String, String> types) throws SQLException {
    String statistics =
        types.keySet().stream()
            .map(
                column ->
                    "stats("
                        + Quoting.identifier(column)
                        + ")::STRUCT(approx_unique BIGINT, has_null BOOLEAN, min VARCHAR, max VARCHAR)")
            .collect(Collectors.joining(", "));
    Map<String, Column> columns = new HashMap<>();
    try (Statement statement = snapshot.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT " + statistics + " FROM " + from + " LIMIT 1")) {
      if (row.next()) {
        int i = 1;
        for (Map.Entry<String, String> column : types.entrySet()) {
          if (row.getObject(i++) instanceof Struct known) {
            columns.put(column.getKey(), column(column.getValue(), known.getAttributes()));
          }
        }
      }
    }
    return columns;
  }

  private static Column column(String type, @Nullable Object[] known) {
    Optional<String> min = Optional.ofNullable((String) known[2]);
    Optional<String> max = Optional.ofNullable((String) known[3]);
    return new Column(
        known[0] == null ? OptionalLong.empty() : OptionalLong.of((Long) known[0]),
        !Boolean.FALSE.equals(known[1]),
        min,
        max,
        place(type, min),
        place(type, max));
  }

  private static OptionalDouble place(String type, Optional<String> text) {
    return text.isPresent() ? ColumnScale.place(type, text.get()) : OptionalDouble.empty();
  }

  private static void readConstraints(
      Connection snapshot, DuckDbTable table, List<UniqueKey> keys, List<ForeignKey> foreignKeys)
      throws SQLException {
    String sql =
        """
        SELECT constraint_type, constraint_column_names, referenced_table, referenced_column_names
        FROM duckdb_constraints()
        WHERE database_name = current_database() AND schema_name = ? AND table_name = ?
          AND constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')
        ORDER BY constraint_index""";
    try (PreparedStatement statement = snapshot.prepareStatement(sql)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.table());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          List<String> columns = names(rows.getArray(2));
          if (rows.getString(1).equals("FOREIGN KEY")) {
            foreignKeys.add(new ForeignKey(columns, rows.getString(3), names(rows.getArray(4))));
          } else {
            keys.add(new UniqueKey(columns, rows.getString(1).equals("PRIMARY KEY")));
          }
        }
      }
    }
    keys.sort(Comparator.comparing(key -> !key.primary()));
  }

  private static List<String> names(Array array) throws SQLException {
    return Arrays.stream((Object[]) array.getArray()).map(String::valueOf).toList();
  }

  private static SkeinException unreadable(TableSource table, SQLException cause) {
    return new SkeinException(
        Kind.WORKER_ERROR,
        "Cannot read the statistics of " + table.displayName() + ": " + cause.getMessage(),
        cause);
  }
}
