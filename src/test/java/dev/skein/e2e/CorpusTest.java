package dev.skein.e2e;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every query of the corpus, in every deployment, against one plain DuckDB. */
@ExtendWith(TestBed.Provider.class)
class CorpusTest {

  @TestFactory
  Stream<DynamicContainer> corpus(TestBed bed) {
    List<String> only = List.of(System.getProperty("corpus", "").split(","));
    return CorpusFile.TOPICS.stream()
        .filter(topic -> only.contains("") || only.contains(topic))
        .map(topic -> dynamicContainer(topic, tests(topic, bed.oracle("corpus"))));
  }

  private static Stream<DynamicTest> tests(String topic, Oracle oracle) {
    return CorpusFile.read(topic).stream()
        .map(query -> dynamicTest(query.title() + " " + query.sql(), () -> oracle.check(query)));
  }
}
