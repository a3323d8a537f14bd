package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * One row in the third of four row groups cannot be cast. The query fails, whatever has already
 * been read, and says where.
 */
@ExtendWith(TestBed.Provider.class)
class FailingTaskTest {

  @TestFactory
  Stream<DynamicTest> aTaskThatFailsFailsTheQueryAndIsNamed(TestBed bed, @TempDir Path directory) {
    return Stream.of(Deployment.embedded(4), bed.remote())
        .flatMap(
            deployment ->
                Stream.of(
                        "select cast(digits as integer) from bad_number",
                        "select sum(cast(digits as integer)) from bad_number",
                        "select id % 10, max(cast(digits as integer)) from bad_number group by id % 10",
                        "select cast(digits as integer) as n from bad_number order by n")
                    .map(
                        sql ->
                            DynamicTest.dynamicTest(
                                deployment.name() + ": " + sql,
                                () -> failsAndNamesTheTask(bed, directory, deployment, sql))));
  }

  private static void failsAndNamesTheTask(
      TestBed bed, Path directory, Deployment deployment, String sql)
      throws SQLException, IOException {
    try (Connection connection = deployment.connect(bed.fixture("scale"), directory);
        Statement statement = connection.createStatement()) {
      SQLException failure = assertThrows(SQLException.class, () -> readToTheEnd(statement, sql));
      String message = Oracle.messages(failure);
      assertAll(
          () -> assertTrue(message.contains("not a number"), message),
          () -> assertTrue(message.matches("(?s).*[Tt]ask .*"), message),
          () ->
              assertTrue(message.matches("(?s).*(embedded-\\d+|127\\.0\\.0\\.1:\\d+).*"), message));
      // The connection and the workers go on.
      try (Statement next = connection.createStatement();
          ResultSet count = next.executeQuery("select count(*) from bad_number")) {
        count.next();
        assertEquals(400_000, count.getLong(1));
      }
    }
  }

  private static void readToTheEnd(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      int rows = 0;
      while (result.next()) {
        rows++;
      }
      throw new AssertionError(rows + " rows came without an error");
    }
  }
}
