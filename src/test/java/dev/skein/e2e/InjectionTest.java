package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Names and values that look like SQL stay names and values. */
@ExtendWith(TestBed.Provider.class)
class InjectionTest {
  private static final List<String> HOSTILE =
      List.of(
          "'",
          "''",
          "\"",
          "'; DROP TABLE names; --",
          "\"; DROP TABLE names; --",
          "' OR 1=1 --",
          "a' UNION SELECT 'b",
          "/* comment */",
          "-- comment",
          "semi;colon",
          "back\\slashes\\",
          "\\'",
          "tab\tand more",
          "$1",
          "?",
          ":name",
          "%s %n {0} ${x} #{x}",
          "<split>",
          "skein_stage_0",
          "rowid",
          "E'\\x41'",
          "$$dollar$$",
          "ünïcödé 日本 🦆",
          " leading and trailing ",
          "select",
          "a.b.c",
          "[1]",
          "(SELECT 1)");

  private static String script() {
    StringBuilder script = new StringBuilder("CREATE TABLE names (id INTEGER, name VARCHAR);\n");
    for (int i = 0; i < HOSTILE.size(); i++) {
      String value = literal(HOSTILE.get(i));
      String name = identifier(HOSTILE.get(i));
      script.append("INSERT INTO names SELECT %d, %s FROM range(300);%n".formatted(i, value));
      script.append(
          "CREATE TABLE %s (%s INTEGER, other VARCHAR);%n"
              .formatted(identifier("t" + HOSTILE.get(i)), name));
      script.append(
          "INSERT INTO %s SELECT i, %s FROM range(2500) AS r(i);%n"
              .formatted(identifier("t" + HOSTILE.get(i)), value));
    }
    return script.toString();
  }

  private static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  private static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @TestFactory
  Stream<DynamicTest> hostileTextIsJustText(TestBed bed) {
    Oracle oracle =
        bed.oracle("injection", script(), List.of(Deployment.embedded(2), bed.remote()));
    return HOSTILE.stream()
        .map(
            hostile ->
                DynamicTest.dynamicTest(
                    hostile,
                    () -> {
                      oracle.check("select count(*) from names where name = " + literal(hostile));
                      oracle.check(
                          "select id, name || %1$s from names where name in (%1$s, 'x')"
                              .formatted(literal(hostile)));
                      oracle.check(
                          "select %1$s, count(*) as %1$s from %2$s where %1$s > 2400 group by %1$s"
                              .formatted(identifier(hostile), identifier("t" + hostile)));
                      oracle.check(
                          "select %1$s.%2$s from %3$s as %1$s where %1$s.other = %4$s"
                              .formatted(
                                  identifier("alias" + hostile),
                                  identifier(hostile),
                                  identifier("t" + hostile),
                                  literal(hostile)));
                    }))
        .onClose(() -> close(oracle));
  }

  private static void close(Oracle oracle) {
    try {
      oracle.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void hostileParametersAreBound(TestBed bed, @TempDir Path directory)
      throws SQLException, IOException {
    try (Connection connection = bed.remote().connect(bed.fixture("corpus"), directory);
        PreparedStatement statement =
            connection.prepareStatement(
                "select count(*), min(cast(? as varchar)) from items where note <> ?")) {
      List<String> values = new ArrayList<>(HOSTILE);
      values.add("new\nline and\rreturn");
      for (String hostile : values) {
        statement.setString(1, hostile);
        statement.setString(2, hostile);
        try (ResultSet result = statement.executeQuery()) {
          assertTrue(result.next());
          assertEquals(9000, result.getLong(1), hostile);
          assertEquals(hostile, result.getString(2));
        }
      }
    }
  }

  @Test
  void oneStatementIsOneStatement(TestBed bed, @TempDir Path directory)
      throws SQLException, IOException {
    try (Connection connection = Deployment.embedded(2).connect(bed.fixture("corpus"), directory);
        Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "select 1 from items; drop table items",
              "drop table items",
              "insert into numbers values (11, 'eleven')",
              "attach 'other.duckdb'",
              "copy items to 'stolen.csv'",
              "select * from read_csv('/etc/passwd')",
              "pragma database_list",
              "set threads = 1")) {
        assertThrows(SQLException.class, () -> statement.executeQuery(sql).close(), sql);
      }
    }
  }
}
