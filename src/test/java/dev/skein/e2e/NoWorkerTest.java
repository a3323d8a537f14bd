package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a single worker the coordinator's own DuckDB answers. */
@ExtendWith(TestBed.Provider.class)
class NoWorkerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select count(*) from items",
        "select category, count(*), sum(price) from items group by category",
        "select id, label from items where id between 2040 and 2060 order by id",
        "select c.title, count(*) from items as i join categories as c"
            + " on i.category = c.category group by c.title",
        "select category from items union all select category from categories",
        "select id from items order by id desc limit 3"
      })
  void queriesAreAnsweredLocally(String sql, TestBed bed, @TempDir Path folder)
      throws SQLException, IOException {
    for (Object workers : List.of(0, List.of())) {
      Deployment none = new Deployment("no worker", workers, "auto");
      try (Connection skein = none.connect(bed.fixture("corpus"), folder);
          Connection plain = Fixture.openPlain(bed.fixture("corpus"))) {
        assertEquals(
            "",
            new AnswerComparison(CorpusQuery.of(sql))
                .difference(Oracle.run(plain, sql, List.of()), Oracle.run(skein, sql, List.of()))
                .orElse(""));
        Answer modes =
            Oracle.run(
                skein, "select distinct execution_mode, state from skein.queries", List.of());
        assertEquals(List.of(List.of("LOCAL", "FINISHED")), modes.rows());
      }
    }
  }
}
