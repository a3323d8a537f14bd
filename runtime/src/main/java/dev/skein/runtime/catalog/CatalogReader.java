package dev.skein.runtime.catalog;

import dev.skein.runtime.catalog.CatalogTable.Column;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.TableSource.ParquetTable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the tables and views of one schema from DuckDB's catalog functions. */
public final class CatalogReader {
  private static final String TABLES =
      """
      SELECT table_name, FALSE AS is_view, estimated_size FROM duckdb_tables()
      WHERE database_name = current_database() AND schema_name = $1
      UNION ALL
      SELECT view_name, TRUE, -1 FROM duckdb_views()
      WHERE database_name = current_database() AND schema_name = $1 AND NOT internal
      ORDER BY 1
      """;

  private static final String COLUMNS =
      """
      SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns()
      WHERE database_name = current_database() AND schema_name = $1
      ORDER BY table_name, column_index
      """;

  private static final String KEYS =
      """
      SELECT table_name, constraint_column_names, constraint_type FROM duckdb_constraints()
      WHERE database_name = current_database() AND schema_name = $1
      AND constraint_type IN ('PRIMARY KEY', 'UNIQUE')
      ORDER BY table_name, constraint_index
      """;

  private static final String DEFINITION =
      """
      SELECT md5(coalesce(string_agg(text, chr(10) ORDER BY text), '')) FROM (
        SELECT sql AS text FROM duckdb_tables() WHERE database_name = current_database()
        UNION ALL
        SELECT sql FROM duckdb_views() WHERE database_name = current_database() AND NOT internal
        UNION ALL
        SELECT function_name || macro_definition FROM duckdb_functions()
        WHERE database_name = current_database() AND NOT internal
        UNION ALL
        SELECT type_name || coalesce(labels::VARCHAR, '') FROM duckdb_types()
        WHERE database_name = current_database() AND NOT internal)
      """;

  /** What DuckDB (2.0.0) calls the type of a parameter that may have any. */
  private static final String UNKNOWN_TYPE = "INVALID";

  private CatalogReader() {}

  /** Names how all tables, views, macros and types are defined: equal for equal definitions. */
  public static String definition(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(DEFINITION)) {
      row.next();
      return row.getString(1);
    }
  }

  /** The names of the schemas. */
  public static List<String> schemas(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT schema_name FROM duckdb_schemas()"
                    + " WHERE database_name = current_database() ORDER BY schema_name")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  /** The tables and views of a schema, by name. */
  public static Map<String, CatalogTable> read(Connection connection, String schema)
      throws SQLException {
    Map<String, List<Column>> columns = new LinkedHashMap<>();
    try (PreparedStatement statement = prepare(connection, COLUMNS, schema);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        columns
            .computeIfAbsent(rows.getString(1), t -> new ArrayList<>())
            .add(new Column(rows.getString(2), rows.getString(3), rows.getBoolean(4)));
      }
    }
    Map<String, Keys> keys = readKeys(connection, schema, columns);
    Map<String, CatalogTable> tables = new LinkedHashMap<>();
    try (PreparedStatement statement = prepare(connection, TABLES, schema);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String name = rows.getString(1);
        tables.put(
            name,
            new CatalogTable(
                schema,
                name,
                rows.getBoolean(2),
                columns.getOrDefault(name, List.of()),
                rows.getLong(3),
                keys.getOrDefault(name, Keys.NONE).all(),
                keys.getOrDefault(name, Keys.NONE).primary()));
      }
    }
    tables.replaceAll((name, table) -> table.isView() ? asItIsNow(connection, table) : table);
    return tables;
  }

  /**
   * DuckDB's catalog has the columns that a view had when it was made; those of its tables may have
   * changed since. If it cannot be read any more, whoever reads it is told why. A connection that
   * streams takes no other statement while the rows of the catalog are read.
   */
  private static CatalogTable asItIsNow(Connection connection, CatalogTable view) {
    try {
      String name = Quoting.identifier(view.schema()) + "." + Quoting.identifier(view.name());
      return new CatalogTable(
          view.schema(),
          view.name(),
          true,
          columns(connection, "SELECT * FROM " + name),
          view.estimatedRows(),
          view.keys(),
          view.primaryKey());
    } catch (SQLException unreadable) {
      return view;
    }
  }

  /** Parquet files as a table: the columns of the first file, the rows of all. */
  public static CatalogTable read(Connection connection, ParquetTable table) throws SQLException {
    List<Column> columns = columns(connection, "SELECT * FROM " + table.sql());
    long rows;
    try (Statement statement = connection.createStatement();
        ResultSet count =
            statement.executeQuery(
                "SELECT sum(num_rows)::BIGINT FROM parquet_file_metadata("
                    + table.filesSql()
                    + ")")) {
      count.next();
      rows = count.getLong(1);
    }
    return new CatalogTable("", table.name(), false, columns, rows, List.of(), List.of());
  }

  /** The columns of a query, which does not run. */
  public static List<Column> columns(Connection connection, String query) throws SQLException {
    return columns(connection, query, List.of());
  }

  /** The columns of a query, which does not run, with these values for its parameters. */
  public static List<Column> columns(
      Connection connection, String query, List<? extends @Nullable Object> values)
      throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement("DESCRIBE " + query)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      try (ResultSet described = statement.executeQuery()) {
        while (described.next()) {
          columns.add(new Column(described.getString(1), described.getString(2), true));
        }
      }
    }
    return columns;
  }

  /**
   * The types that a query asks of its parameters; empty for one that takes the type of its value.
   */
  public static List<Optional<String>> parameters(Connection connection, String query)
      throws SQLException {
    List<Optional<String>> types = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      ParameterMetaData parameters = statement.getParameterMetaData();
      for (int i = 1; i <= parameters.getParameterCount(); i++) {
        String type = parameters.getParameterTypeName(i);
        types.add(type.equals(UNKNOWN_TYPE) ? Optional.empty() : Optional.of(type));
      }
    }
    return types;
  }

  /** The keys of a table and which of them is the primary one, if any. */
  private record Keys(List<List<Integer>> all, List<Integer> primary) {
    static final Keys NONE = new Keys(List.of(), List.of());

    Keys with(List<Integer> key, boolean isPrimary) {
      List<List<Integer>> more = new ArrayList<>(all);
      more.add(key);
      return new Keys(more, isPrimary ? key : primary);
    }
  }

  private static Map<String, Keys> readKeys(
      Connection connection, String schema, Map<String, List<Column>> columns) throws SQLException {
    Map<String, Keys> keys = new LinkedHashMap<>();
    try (PreparedStatement statement = prepare(connection, KEYS, schema);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String table = rows.getString(1);
        List<Column> all = columns.getOrDefault(table, List.of());
        List<String> names = all.stream().map(Column::name).toList();
        List<Integer> key = new ArrayList<>();
        Array keyColumns = rows.getArray(2);
        for (Object column : (Object[]) keyColumns.getArray()) {
          key.add(names.indexOf(column.toString()));
        }
        // A unique column that may be NULL may be so in many rows: it tells none of them apart.
        if (key.stream().allMatch(column -> column >= 0 && !all.get(column).nullable())) {
          boolean isPrimary = rows.getString(3).equals("PRIMARY KEY");
          keys.put(table, keys.getOrDefault(table, Keys.NONE).with(key, isPrimary));
        }
      }
    }
    return keys;
  }

  private static PreparedStatement prepare(Connection connection, String sql, String schema)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setString(1, schema);
    return statement;
  }
}
