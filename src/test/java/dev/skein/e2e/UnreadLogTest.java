package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes whose standard error is a pipe that nobody reads, as behind a collector that hangs. */
@Timeout(180)
class UnreadLogTest {
  private static final int ROWS = 10_000;

  /** Each makes some 20 lines of the log or more; a pipe holds 64 KB. */
  private static final int QUERIES = 30;

  @TempDir static Path folder;

  @BeforeAll
  static void createData() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + folder.resolve("t.duckdb"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t AS SELECT range AS i FROM range(" + ROWS + ")");
    }
  }

  private static Path model(Object workers) throws Exception {
    return ModelFile.of(
            Map.of(
                "database",
                folder.resolve("t.duckdb").toString(),
                "distribution",
                "always",
                "workers",
                workers))
        .write(folder, "model");
  }

  private static void runQueries(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < QUERIES; i++) {
        try (ResultSet rows = statement.executeQuery("select count(*) from t where i >= " + i)) {
          assertTrue(rows.next());
          assertEquals(ROWS - i, rows.getLong(1));
        }
      }
    }
  }

  @Test
  void aWorkerServesAndEndsThoughNobodyReadsItsLog() throws Exception {
    try (CommandProcess worker =
        CommandProcess.startUnread(
            folder,
            "worker",
            "--data",
            folder.toString(),
            "--slots",
            "2",
            "--listen",
            "grpc://127.0.0.1:0")) {
      runQueries("jdbc:skein:model=" + model(List.of(worker.address())));
      worker.terminate();
      assertEquals(0, worker.exitStatus());
    }
  }

  @Test
  void aServerServesAndEndsThoughNobodyReadsItsLog() throws Exception {
    try (CommandProcess server =
        CommandProcess.startUnread(
            folder, "server", "--model", model(2).toString(), "--port", "0")) {
      runQueries("jdbc:avatica:remote:url=" + server.address());
      server.terminate();
      assertEquals(143, server.exitStatus());
    }
  }
}
