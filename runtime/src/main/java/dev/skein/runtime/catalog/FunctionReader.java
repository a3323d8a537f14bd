package dev.skein.runtime.catalog;

import java.sql.Connection;
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
      SELECT lower(function_name), function_type = 'table_macro' FROM duckdb_functions()
      WHERE function_type LIKE '%macro' AND NOT internal AND database_name = current_database()
      """;

  /**
   * The macros that a database defines, their names in lower case.
   *
   * @param tables those of them that return tables
   */
  public record Macros(Set<String> all, Set<String> tables) {
    public Macros {
      all = Set.copyOf(all);
      tables = Set.copyOf(tables);
    }
  }

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

  /** The macros that the database defines. */
  public static Macros macros(Connection connection) throws SQLException {
    Set<String> all = new HashSet<>();
    Set<String> tables = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(MACROS)) {
      while (rows.next()) {
        all.add(rows.getString(1));
        if (rows.getBoolean(2)) {
          tables.add(rows.getString(1));
        }
      }
    }
    return new Macros(all, tables);
  }
}
