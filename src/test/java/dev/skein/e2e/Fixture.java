package dev.skein.e2e;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Makes the DuckDB files of the tests and opens them as plain DuckDB does. */
final class Fixture {
  /** The smallest row group: a table of 10,000 rows has five. */
  static final int SMALL_ROW_GROUPS = 2048;

  static final int USUAL_ROW_GROUPS = 122_880;

  private Fixture() {}

  /**
   * The script of a fixture: {@code fixture/<name>.sql}, the demo's tables, or those of {@link
   * TypeCase}.
   */
  static String script(String name) {
    return switch (name) {
      case "tpch" ->
          "SET VARIABLE scale = 0.01;\n" + CorpusFile.text("dev/skein/calcite/cli/tpch.sql");
      case "edges" -> TypeCase.script();
      default -> CorpusFile.text("fixture/" + name + ".sql");
    };
  }

  /** Runs a script into a new file. */
  static Path create(Path directory, String name, int rowGroupSize, String script)
      throws SQLException {
    Path file = directory.resolve(name + ".duckdb");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "ATTACH '"
              + file.toString().replace("'", "''")
              + "' AS fixture (ROW_GROUP_SIZE "
              + rowGroupSize
              + ")");
      statement.execute("USE fixture");
      statement.execute(script);
      statement.execute("USE memory");
      statement.execute("DETACH fixture");
    }
    return file;
  }

  /** A DuckDB instance of its own on a file that others read as well. */
  static Connection openPlain(Path file) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("duckdb.read_only", "true");
    properties.setProperty("jdbc_instance_cache", "false");
    return DriverManager.getConnection("jdbc:duckdb:" + file, properties);
  }
}
