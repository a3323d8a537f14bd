package dev.skein.runtime.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Asks DuckDB which functions it has. */
public final class FunctionReader {
  /**
   * Functions that compute a value from their arguments alone. Left out are those that depend on
   * the connection or the moment (tasks of one query run on many connections), those that change
   * something, and macros that stand for table functions or PostgreSQL's catalog.
   */
  private static final String FUNCTIONS =
      """
      SELECT
        function_name,
        bool_and(coalesce(stability, 'CONSISTENT') = 'CONSISTENT'),
        bool_or(function_type = 'aggregate' OR function_name IN
          ('geomean', 'geometric_mean', 'json_group_array', 'json_group_object', 'wavg', 'weighted_avg'))
      FROM duckdb_functions()
      WHERE internal AND regexp_full_match(function_name, '[a-z][a-z0-9_]*') AND (
        function_type = 'scalar' AND (
          stability = 'CONSISTENT'
          OR function_name IN ('error', 'gen_random_uuid', 'random', 'uuid', 'uuidv4', 'uuidv7')
        )
        OR function_type = 'aggregate' AND function_name NOT IN ('combine_aggr', 'count_star')
        OR function_type = 'macro' AND (
          regexp_matches(function_name, '^(array|list|map|md5_number)_')
          OR function_name IN
            ('date_add', 'days_in_month', 'fdiv', 'fmod', 'split_part',
             'geomean', 'geometric_mean', 'json_group_array', 'json_group_object', 'wavg', 'weighted_avg')
        )
      )
      GROUP BY function_name
      """;

  private static final String MACROS =
      """
      SELECT lower(function_name) FROM duckdb_functions()
      WHERE regexp_matches(function_type, ?) AND NOT internal AND database_name = current_database()
      """;

  private FunctionReader() {}

  /** The scalar and aggregate functions, by name. */
  public static Map<String, CatalogFunction> functions(Connection connection) throws SQLException {
    Map<String, CatalogFunction> functions = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(FUNCTIONS)) {
      while (rows.next()) {
        String name = rows.getString(1);
        functions.put(name, new CatalogFunction(name, rows.getBoolean(2), rows.getBoolean(3)));
      }
    }
    return functions;
  }

  /** The names of the table macros that the database defines, in lower case. */
  public static Set<String> tableMacros(Connection connection) throws SQLException {
    return macros(connection, "^table_macro$");
  }

  /** The names of all macros that the database defines, in lower case. */
  public static Set<String> macros(Connection connection) throws SQLException {
    return macros(connection, "macro$");
  }

  private static Set<String> macros(Connection connection, String type) throws SQLException {
    Set<String> names = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(MACROS)) {
      statement.setString(1, type);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    return names;
  }
}
