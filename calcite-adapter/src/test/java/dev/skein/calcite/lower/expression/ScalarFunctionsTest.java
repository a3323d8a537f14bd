package dev.skein.calcite.lower.expression;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.sql.SkeinTypeSystem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written means in DuckDB what it means in Calcite; what does not is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScalarFunctionsTest {
  private ExpressionOracle oracle;

  @BeforeAll
  void open() throws SQLException {
    oracle =
        new ExpressionOracle(
            SqlLibrary.POSTGRESQL,
            SqlLibrary.BIG_QUERY,
            SqlLibrary.MYSQL,
            SqlLibrary.SPARK,
            SqlLibrary.HIVE,
            SqlLibrary.MSSQL);
  }

  @AfterAll
  void close() throws SQLException {
    oracle.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"arithmetic", "strings", "numbers", "datetimes", "casts", "collections"})
  void bothEnginesGiveOneAnswerOverAllEdgeValues(String family) throws Exception {
    List<String> failures = new ArrayList<>();
    for (String expression : expressions(family)) {
      RexNode rex = oracle.rex(expression);
      RexToDuckDb.refusal(rex, SkeinTypeSystem.INSTANCE, rel -> false)
          .ifPresentOrElse(
              reason -> failures.add(expression + " is refused: " + reason),
              () -> failures.addAll(differences(expression, rex)));
    }
    assertEquals("", String.join("\n", failures));
  }

  private List<String> differences(String expression, RexNode rex) {
    try {
      ExpressionOracle.Outcome outcome = oracle.compare(expression);
      List<String> found = new ArrayList<>();
      for (String difference : outcome.differences()) {
        found.add(expression + " at " + difference + " by " + outcome.duckDb());
      }
      String wanted = DuckDbTypes.typeName(rex.getType()).replace(" ", "");
      String type = oracle.duckDbType(rex);
      if (!type.equals(wanted)) {
        found.add(expression + " has the type " + type + ", not " + wanted);
      }
      return found;
    } catch (SQLException e) {
      return List.of(expression + " fails: " + e.getMessage());
    }
  }

  @Test
  void whatDuckDbWouldComputeOtherwiseIsRefused() throws IOException {
    List<String> written = new ArrayList<>();
    for (String expression : expressions("refused")) {
      if (oracle.supports(oracle.rex(expression))) {
        written.add(expression);
      }
    }
    assertEquals(List.of(), written);
  }

  private static List<String> expressions(String name) throws IOException {
    try (InputStream file = ScalarFunctionsTest.class.getResourceAsStream(name + ".txt")) {
      String text = new String(requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }
  }
}
