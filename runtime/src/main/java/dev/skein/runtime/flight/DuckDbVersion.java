package dev.skein.runtime.flight;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Which DuckDB this process runs. */
final class DuckDbVersion {
  private DuckDbVersion() {}

  /** As DuckDB says it, e.g. {@code v2.0.0}. */
  static String get() {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT version()")) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new SkeinException(Kind.INTERNAL, "DuckDB does not start: " + e.getMessage(), e);
    }
  }
}
