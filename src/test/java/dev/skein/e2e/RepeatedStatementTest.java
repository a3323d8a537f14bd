package dev.skein.e2e;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is kept from one execution for the next, plans and prepared statements, changes no row. */
@ExtendWith(TestBed.Provider.class)
class RepeatedStatementTest {
  private static final List<Deployment> CHOSEN =
      List.of(Deployment.automatic(), Deployment.embedded(2));
  private static final int EXECUTIONS = 3;

  @TestFactory
  Stream<DynamicTest> corpus(TestBed bed) {
    return CorpusFile.TOPICS.stream()
        .map(topic -> DynamicTest.dynamicTest(topic, () -> repeat(bed.oracle("corpus"), topic)));
  }

  @TestFactory
  Stream<DynamicTest> tpch(TestBed bed) {
    return Stream.of(DynamicTest.dynamicTest("tpch", () -> repeat(bed.oracle("tpch"), "tpch")));
  }

  private static void repeat(Oracle oracle, String topic) throws SQLException {
    for (CorpusQuery query : CorpusFile.read(topic)) {
      for (int execution = 0; execution < EXECUTIONS; execution++) {
        oracle.check(query, CHOSEN);
      }
    }
  }
}
