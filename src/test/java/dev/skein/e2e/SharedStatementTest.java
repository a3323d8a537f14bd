package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One thread executes a statement while others cancel it, close it or execute it as well. */
@ExtendWith(TestBed.Provider.class)
@Timeout(120)
class SharedStatementTest {
  private static final String COUNT = "select count(*) from items";

  private static Connection connect(TestBed bed, Path folder, int maxQueries) throws Exception {
    Map<String, Object> operand =
        new HashMap<>(Deployment.embedded(2).operand(bed.fixture("corpus")));
    operand.put("maxQueries", maxQueries);
    Path model = ModelFile.of(operand).write(folder, "model" + maxQueries);
    return DriverManager.getConnection("jdbc:skein:model=" + model);
  }

  private static String read(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static String running(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return read(statement, "select count(*) from skein.queries where state = 'RUNNING'");
    }
  }

  @Test
  void aCancelOfWhatDoesNotRunIsForgotten(TestBed bed, @TempDir Path folder) throws Exception {
    try (Connection connection = connect(bed, folder, 100);
        Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement(COUNT)) {
      String count = read(statement, COUNT);
      statement.cancel();
      assertEquals(count, read(statement, COUNT));
      assertThrows(SQLException.class, () -> read(statement, "select nosuch from items"));
      statement.cancel();
      assertEquals(count, read(statement, COUNT));
      prepared.cancel();
      try (ResultSet row = prepared.executeQuery()) {
        assertTrue(row.next());
        assertEquals(count, row.getString(1));
      }
    }
  }

  @Test
  void whatFailedToBeginHasNoRows(TestBed bed, @TempDir Path folder) throws Exception {
    try (Connection connection = connect(bed, folder, 1);
        Statement first = connection.createStatement();
        Statement second = connection.createStatement();
        ResultSet open = first.executeQuery("select * from items")) {
      assertTrue(open.next());
      second.setQueryTimeout(1);
      assertThrows(SQLException.class, () -> second.execute(COUNT));
      ResultSet none = second.getResultSet();
      if (none != null) {
        assertThrows(SQLException.class, none::next);
      }
    }
  }

  @Test
  void aStatementThatIsClosedWhileItWaitsInLineRunsNoMore(TestBed bed, @TempDir Path folder)
      throws Exception {
    try (Connection connection = connect(bed, folder, 1);
        Statement first = connection.createStatement()) {
      Statement second = connection.createStatement();
      CompletableFuture<ResultSet> waiting;
      try (ResultSet open = first.executeQuery("select * from items")) {
        assertTrue(open.next());
        CompletableFuture<Thread> executing = new CompletableFuture<>();
        waiting =
            CompletableFuture.supplyAsync(
                () -> {
                  executing.complete(Thread.currentThread());
                  try {
                    return second.executeQuery("select * from items");
                  } catch (SQLException e) {
                    throw new CompletionException(e);
                  }
                });
        Thread thread = executing.get(60, TimeUnit.SECONDS);
        while (!waiting.isDone() && !isIn(thread, "QueryGate")) {
          Thread.onSpinWait();
        }
        second.close();
        assertThrows(ExecutionException.class, () -> waiting.get(60, TimeUnit.SECONDS));
      }
      assertEquals("0", running(connection));
      assertTrue(Long.parseLong(read(first, COUNT)) > 0);
    }
  }

  private static boolean isIn(Thread thread, String className) {
    for (StackTraceElement element : thread.getStackTrace()) {
      if (element.getClassName().endsWith("." + className)) {
        return true;
      }
    }
    return false;
  }

  /** JDBC forbids it, and one of the two may get an error; others must not pay for it. */
  @Test
  void threadsThatExecuteOneStatementLeaveNoQueryBehind(TestBed bed, @TempDir Path folder)
      throws Exception {
    try (Connection connection = connect(bed, folder, 100)) {
      try (Statement statement = connection.createStatement()) {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          threads.add(CompletableFuture.runAsync(() -> readOften(statement)));
        }
        for (CompletableFuture<Void> thread : threads) {
          thread.get(100, TimeUnit.SECONDS);
        }
      }
      assertEquals("0", running(connection));
    }
  }

  private static void readOften(Statement statement) {
    for (int i = 0; i < 100; i++) {
      try {
        read(statement, COUNT);
      } catch (SQLException | RuntimeException e) {
        // The other thread was faster.
      }
    }
  }
}
