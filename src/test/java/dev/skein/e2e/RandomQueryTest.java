package dev.skein.e2e;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.AssertionFailedError;

/**
 * Queries that no person chose, against one plain DuckDB. The seed of a query says its text, its
 * tables and the deployment that runs it, so that one seed repeats one failure (docs/testing.md).
 */
@ExtendWith(TestBed.Provider.class)
class RandomQueryTest {
  private static final long FIRST_SEED = Long.getLong("skein.fuzz.seed", 1);
  private static final int QUERIES = Integer.getInteger("skein.fuzz.queries", 200);

  /** So many consecutive seeds share their tables, which take longer to make than to query. */
  private static final int QUERIES_OF_SAME_TABLES = 200;

  /** A query that fails everywhere says the same of the others; the first few are enough. */
  private static final int MOST_FAILURES = 5;

  /** What Skein cannot mend: docs/testing.md says whose faults these are. */
  private static final List<String> FAULTS_BELOW =
      List.of(
          "DuckDB refuses ",
          "BindBuiltinScalarFunction did not return a BoundFunctionExpression",
          "class org.apache.calcite.sql.SqlDynamicParam",
          "jdbc:calcite fails: ArrayIndexOutOfBoundsException: Index -1 out of bounds");

  /** Of the queries over the same tables; if more fail by those faults, they say something new. */
  private static final int MOST_LEFT_OUT = 2;

  @TestFactory
  Stream<DynamicTest> queries(TestBed bed) {
    long end = FIRST_SEED + QUERIES;
    return LongStream.rangeClosed(tablesOf(FIRST_SEED), tablesOf(end - 1))
        .mapToObj(
            tables -> {
              long from = Math.max(FIRST_SEED, tables * QUERIES_OF_SAME_TABLES);
              long to = Math.min(end, (tables + 1) * QUERIES_OF_SAME_TABLES);
              return dynamicTest(
                  "seeds " + from + " to " + (to - 1), () -> check(bed, tables, from, to));
            });
  }

  /**
   * A statement that Skein hands to DuckDB as it is written means what it does there; the
   * generator's other text says what it means in Calcite's SQL.
   */
  private static void check(Oracle oracle, CorpusQuery query, Deployment deployment)
      throws SQLException {
    try {
      oracle.check(query, List.of(deployment));
    } catch (AssertionFailedError e) {
      if (query.sql().equals(query.duckDbSql()) || !oracle.handsOver(query, deployment)) {
        throw e;
      }
      oracle.checkHandedOver(query, deployment);
    }
  }

  private static long tablesOf(long seed) {
    return Math.floorDiv(seed, (long) QUERIES_OF_SAME_TABLES);
  }

  private static void check(TestBed bed, long tablesSeed, long from, long to) throws SQLException {
    RandomTables tables = new RandomTables(tablesSeed);
    List<Deployment> deployments =
        List.of(
            Deployment.embedded(2),
            Deployment.embedded(4),
            bed.remote(),
            Deployment.automatic(),
            Deployment.embedded(1),
            Deployment.plain());
    List<String> failures = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    try (Oracle oracle = bed.oracle("random" + tablesSeed, tables.script(), deployments)) {
      for (long seed = from; seed < to && failures.size() < MOST_FAILURES; seed++) {
        // In all of them in turn: another query finds more than the same in another deployment.
        int turn = (int) Math.floorMod(seed, (long) deployments.size());
        Deployment deployment = deployments.get(turn);
        Vocabulary words = deployment.isPlain() ? Vocabulary.PLAIN : Vocabulary.SKEIN;
        CorpusQuery query = RandomQuery.of(seed, words, tables.tables());
        try {
          check(oracle, query, deployment);
        } catch (AssertionFailedError e) {
          String message = e.getMessage();
          (FAULTS_BELOW.stream().anyMatch(message::contains) ? leftOut : failures)
              .add("-Dskein.fuzz.seed=" + seed + " -Dskein.fuzz.queries=1\n" + message);
        }
      }
    }
    leftOut.forEach(fault -> System.out.println("Left out: " + fault));
    if (leftOut.size() > MOST_LEFT_OUT) {
      failures.addAll(leftOut);
    }
    if (!failures.isEmpty()) {
      throw new AssertionFailedError(
          String.join("\n\n", failures) + "\n\nTables:\n" + tables.script());
    }
  }
}
