package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JDBC says that statements and results end with their connection. */
@ExtendWith(TestBed.Provider.class)
class ClosedConnectionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from items",
        "select soundex(brand) from items",
        "select brand, count(*) from items group by brand"
      })
  void aResultThatIsReadEndsWithItsConnection(String sql, TestBed bed, @TempDir Path folder)
      throws Exception {
    Path database = bed.fixture("corpus");
    try (Connection other = Deployment.embedded(2).connect(database, folder)) {
      Connection connection = Deployment.embedded(2).connect(database, folder);
      Statement statement = connection.createStatement();
      ResultSet rows = statement.executeQuery(sql);
      assertTrue(rows.next());
      connection.close();
      assertTrue(rows.isClosed());
      assertTrue(statement.isClosed());
      assertEquals(0, running(other));
    } // The last connection closes the allocator, which fails if rows are still held.
  }

  private static int running(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet count =
            statement.executeQuery("select count(*) from skein.queries where state = 'RUNNING'")) {
      count.next();
      return count.getInt(1);
    }
  }
}
