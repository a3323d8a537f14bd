package dev.skein.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A system that is measured, reached as its users do.
 *
 * @param name the heading of its figures
 */
record Contender(String name, Connection connection) implements AutoCloseable {
  /** The Skein schema of the models that are written here. */
  static final String SCHEMA = "d";

  /** One plain DuckDB with its defaults, in an instance that nothing else uses. */
  static Contender duckDb(Path database) throws SQLException {
    return duckDb("DuckDB", database, Map.of());
  }

  static Contender duckDb(String name, Path database, Map<String, String> settings)
      throws SQLException {
    Properties properties = new Properties();
    properties.put("duckdb.read_only", "true");
    properties.put("jdbc_instance_cache", "false");
    properties.putAll(settings);
    return new Contender(name, DriverManager.getConnection("jdbc:duckdb:" + database, properties));
  }

  /**
   * Skein with a model file beside the database.
   *
   * @param operands what the model says besides the database
   */
  static Contender skein(String name, Path database, Map<String, Object> operands)
      throws IOException, SQLException {
    Map<String, Object> operand = new LinkedHashMap<>(operands);
    operand.put("database", database.toString());
    Map<String, Object> schema =
        Map.of(
            "name",
            SCHEMA,
            "type",
            "custom",
            "factory",
            "dev.skein.calcite.schema.DistributedSchemaFactory",
            "operand",
            operand);
    Map<String, Object> model =
        Map.of("version", "1.0", "defaultSchema", SCHEMA, "schemas", List.of(schema));
    Path file =
        database.resolveSibling(database.getFileName() + " " + name.replace(' ', '-') + ".json");
    Files.writeString(file, new ObjectMapper().writeValueAsString(model));
    return new Contender(name, DriverManager.getConnection("jdbc:skein:model=" + file));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
