package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The corpus is what it says it is, whatever the engine does with it. */
class CorpusFileTest {

  @Test
  void orderedMeansAnOuterOrderBy() {
    assertTrue(CorpusQuery.of("select a from t order by a").ordered());
    assertFalse(CorpusQuery.of("select a from (select a from t order by a) as t").ordered());
    assertFalse(CorpusQuery.of("select ' order by ', \"order by\" from t").ordered());
    assertFalse(CorpusQuery.of("select sum(a) over (order by b) from t").ordered());
  }

  @Test
  void aStatementHasItsDirectivesAndNoOther() {
    List<CorpusQuery> queries = CorpusFile.read("parameters");
    assertEquals("4711", queries.get(0).parameters());
    assertEquals("In a comparison.", queries.get(0).title());
  }

  @Test
  void duckDbUnderstandsEveryStatement(@TempDir Path directory) throws SQLException {
    Path corpus =
        Fixture.create(directory, "corpus", Fixture.SMALL_ROW_GROUPS, Fixture.script("corpus"));
    int statements = 0;
    try (Connection plain = Fixture.openPlain(corpus)) {
      for (String topic : CorpusFile.TOPICS) {
        for (CorpusQuery query : CorpusFile.read(topic)) {
          try (PreparedStatement statement = plain.prepareStatement(query.duckDbSql())) {
            assertNotNull(statement.getMetaData());
            statements++;
          } catch (SQLException e) {
            if (!query.fails()) {
              throw new AssertionError(topic + ": " + query.duckDbSql(), e);
            }
          }
        }
      }
    }
    assertTrue(statements > 300, () -> "The corpus is small");
  }
}
