package dev.skein.e2e;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The 22 queries of TPC-H at scale factor 0.01, cut into row groups of 2,048 rows. */
@ExtendWith(TestBed.Provider.class)
class TpchTest {

  @TestFactory
  Stream<DynamicTest> queries(TestBed bed) {
    Oracle oracle = bed.oracle("tpch");
    return CorpusFile.read("tpch").stream()
        .map(query -> DynamicTest.dynamicTest(query.title(), () -> oracle.check(query)));
  }
}
