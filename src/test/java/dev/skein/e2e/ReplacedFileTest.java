package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A statement that was prepared before another database file was renamed over the old one. */
class ReplacedFileTest {
  private static final String COUNT = "SELECT count(*) FROM t WHERE j IS NOT NULL";

  @TempDir Path dir;

  private void replace(String columns, String rows) throws Exception {
    Path fresh = dir.resolve("fresh.duckdb");
    try (Connection plain = DriverManager.getConnection("jdbc:duckdb:" + fresh);
        Statement statement = plain.createStatement()) {
      statement.execute("CREATE TABLE t (" + columns + ")");
      statement.execute("INSERT INTO t VALUES " + rows);
    }
    Files.move(fresh, dir.resolve("data.duckdb"), StandardCopyOption.REPLACE_EXISTING);
  }

  private static int count(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void newRowsAreReadButNotUnderAnotherDefinition() throws Exception {
    replace("i INTEGER, j INTEGER NOT NULL", "(1, 1), (2, 2)");
    Path model = ModelFile.of(Map.of("database", "data.duckdb")).write(dir, "model");
    try (Connection skein = DriverManager.getConnection("jdbc:skein:model=" + model);
        PreparedStatement before = skein.prepareStatement(COUNT)) {
      assertEquals(2, count(before));
      replace("i INTEGER, j INTEGER NOT NULL", "(1, 1), (2, 2), (3, 3)");
      assertEquals(3, count(before));
      replace("i INTEGER, j INTEGER", "(1, 1), (2, NULL)");
      SQLException e = assertThrows(SQLException.class, () -> count(before));
      assertTrue(e.getMessage().contains("prepare it again"), e.getMessage());
      try (PreparedStatement after = skein.prepareStatement(COUNT)) {
        assertEquals(1, count(after));
      }
    }
  }
}
