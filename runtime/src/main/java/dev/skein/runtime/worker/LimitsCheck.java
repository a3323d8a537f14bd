package dev.skein.runtime.worker;

import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Asks DuckDB whether it takes the limits that a user gave, who would otherwise hear of a mistake
 * in them with the first query.
 *
 * @param memoryLimit how the user calls {@link DuckDbSettings#memoryLimit}
 * @param maxTempSize how the user calls {@link DuckDbSettings#maxTempSize}
 */
public record LimitsCheck(String memoryLimit, String maxTempSize) {
  /**
   * Asks.
   *
   * @throws SkeinException of kind USER that names the limit and repeats DuckDB's reason
   */
  public void check(Optional<String> memory, Optional<String> temp) {
    if (memory.isEmpty() && temp.isEmpty()) {
      return;
    }
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      if (memory.isPresent()) {
        set(connection, "memory_limit", memory.get(), memoryLimit);
      }
      if (temp.isPresent()) {
        set(connection, "max_temp_directory_size", temp.get(), maxTempSize);
      }
    } catch (SQLException e) {
      throw new SkeinException(Kind.INTERNAL, "DuckDB does not start: " + e.getMessage(), e);
    }
  }

  private static void set(Connection connection, String setting, String value, String name) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET " + setting + " = " + Quoting.literal(value));
    } catch (SQLException e) {
      throw new SkeinException(
          Kind.USER, "DuckDB does not take " + name + " " + value + ": " + e.getMessage(), e);
    }
  }
}
