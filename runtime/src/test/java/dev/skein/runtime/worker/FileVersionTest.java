package dev.skein.runtime.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileVersionTest {
  @TempDir Path dir;
  private Path file;

  @BeforeEach
  void create() throws SQLException {
    file = dir.resolve("t.duckdb");
    execute(file, "CREATE TABLE t AS SELECT range AS i FROM range(1000)");
  }

  private static void execute(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Another process, which tries to write and says how that went. */
  static final class Writer {
    public static void main(String[] arguments) {
      try {
        execute(Path.of(arguments[0]), "INSERT INTO t VALUES (-1)");
        System.out.print("written");
      } catch (SQLException e) {
        System.out.print(e.getMessage());
      }
    }
  }

  private String writeFromAnotherProcess() throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                file.toString())
            .start();
    String answer = writer.inputReader().lines().toList().toString();
    writer.waitFor();
    return answer;
  }

  @Test
  void itChangesWithTheFileAndIsEqualForCopies() throws Exception {
    String before = FileVersion.of(file);
    Path copy = Files.copy(file, dir.resolve("copy.duckdb"));
    assertEquals(before, FileVersion.of(copy));
    execute(file, "INSERT INTO t VALUES (1)");
    assertNotEquals(before, FileVersion.of(file));
  }

  /** Closing a descriptor of a file drops the locks that the process has on it. */
  @Test
  void readingItLeavesTheLockOfAnOpenDatabaseAlone() throws Exception {
    try (DuckDbDatabase open = DuckDbDatabase.open(file, false, DuckDbSettings.DEFAULTS)) {
      assertEquals(open.version(), FileVersion.of(file));
      DuckDbDatabase.open(file, false, DuckDbSettings.DEFAULTS).close();
      String answer = writeFromAnotherProcess();
      assertTrue(answer.contains("lock"), answer);
    }
    assertTrue(writeFromAnotherProcess().contains("written"));
  }

  @Test
  void itIsNotReadOfAFileThatThisProcessWrites() throws Exception {
    try (Connection writer = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = writer.createStatement()) {
      statement.execute("INSERT INTO t VALUES (2)");
      try (DuckDbDatabase shared = DuckDbDatabase.open(file, false, DuckDbSettings.DEFAULTS)) {
        assertEquals("", shared.version());
      }
      String answer = writeFromAnotherProcess();
      assertTrue(answer.contains("lock"), answer);
    }
  }
}
