package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models that cannot be: the error names what is wrong and where. */
@Timeout(60)
class ModelErrorTest {
  @TempDir static Path folder;

  @BeforeAll
  static void createData() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("t.duckdb"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t AS SELECT 1 AS i");
    }
  }

  private static void assertRefused(Map<String, Object> operand, String... words) throws Exception {
    assertQueryRefused(operand, "select i from t", words);
  }

  private static void assertQueryRefused(Map<String, Object> operand, String sql, String... words)
      throws Exception {
    Map<String, Object> all = new HashMap<>(Map.of("database", folder + "/t.duckdb"));
    all.putAll(operand);
    String url = "jdbc:skein:model=" + ModelFile.of(all).write(folder, "model");
    SQLException e =
        assertThrows(
            SQLException.class,
            () -> {
              try (Connection connection = DriverManager.getConnection(url);
                  Statement statement = connection.createStatement()) {
                statement.executeQuery(sql).next();
              }
            });
    String messages = Oracle.messages(e);
    for (String word : words) {
      assertTrue(messages.contains(word), messages);
    }
  }

  @Test
  void aSchemaThatTheDatabaseDoesNotHave() throws Exception {
    assertRefused(Map.of("schema", "sales"), "has no schema sales", "main", "operand 'schema'");
  }

  @Test
  void aFolderForADatabase() throws Exception {
    assertRefused(
        Map.of("database", folder.toString()), folder + " is a folder", "operand 'database'");
  }

  @Test
  void aLimitThatDuckDbDoesNotTake() throws Exception {
    assertRefused(Map.of("memoryLimit", "10XB"), "the operand 'memoryLimit' 10XB");
  }

  @Test
  void aTruncatedDatabase() throws Exception {
    Path cut = folder.resolve("cut.duckdb");
    byte[] whole = Files.readAllBytes(folder.resolve("t.duckdb"));
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    assertRefused(Map.of("database", cut.toString()), "cut.duckdb");
  }

  /** What is below the folder is of no interest, and some of it may not be read. */
  @Test
  void aGlobWithoutFilesBesideFoldersThatCannotBeRead() throws Exception {
    assertQueryRefused(
        Map.of("parquet", Map.of("p", "/proc/*.parquet"), "dataRoot", "/"),
        "select * from p",
        "table 'p' of the operand 'parquet'",
        "no file matches");
  }
}
