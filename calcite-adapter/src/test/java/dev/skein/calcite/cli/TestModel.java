package dev.skein.calcite.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A model over a small DuckDB file, for tests of the commands. */
final class TestModel {
  private TestModel() {}

  /** Makes the database with the given statements, and returns the model file beside it. */
  static Path create(Path folder, String... statements) throws IOException, SQLException {
    Path database = folder.resolve("data.duckdb");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
    return Files.writeString(
        folder.resolve("model.json"),
        """
        {"version": "1.0", "defaultSchema": "s", "schemas": [{
          "name": "s", "type": "custom",
          "factory": "dev.skein.calcite.schema.DistributedSchemaFactory",
          "operand": {"database": "data.duckdb", "workers": 2, "distribution": "always"}}]}
        """);
  }
}
