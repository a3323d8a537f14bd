package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calcite's own driver with nothing but a model. */
@ExtendWith(TestBed.Provider.class)
class PlainCalciteTest {

  /** Each means the same under Calcite's settings and under DuckDB's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "select count(*) from items",
        "select id, label from items where id between 2040 and 2060",
        "select category, count(*), sum(price), min(id) from items group by category",
        "select brand, count(distinct category) from items group by brand",
        "select id from items order by id limit 10 offset 4090",
        "select c.title, count(*) from items as i join categories as c"
            + " on i.category = c.category group by c.title",
        "select count(*) from items where id in (select item_id from events where kind = 'buy')",
        "select count(*) from items as i where not exists"
            + " (select 1 from events as e where e.item_id = i.id)",
        "select count(*) from items where (id in"
            + " (select nullif(item_id, 3) from events where item_id < 90)) is not true",
        "select id, (id in (select nullif(item_id, 3) from events where item_id < 90)) is not true"
            + " from items where id < 120",
        "select d.a, (select count(*) from events where item_id = d.b)"
            + " from (select category as a, id as b from items where id < 300) as d",
        "select d.a, (select max(e.x) from (select item_id + 1 as x, kind as y from events) as e"
            + " where e.x < d.b) from (select category as a, id as b from items where id < 40) as d",
        "select id, row_number() over (partition by brand order by id) from items",
        "select category from items union select category from categories",
        "select big from counters union all select huge from counters",
        "select x from (select huge as x from counters union all select id from counters) as d"
            + " where x < 99",
        "select wide from counters union all select wider from counters",
        "select \"SELECT\", \"GROUP BY\" from \"order\" where \"SELECT\" < 10"
      })
  void aModelIsEnough(String sql, TestBed bed, @TempDir Path directory)
      throws SQLException, IOException {
    Path model =
        ModelFile.of(Deployment.embedded(4).operand(bed.fixture("corpus")))
            .write(directory, "model");
    try (Connection connection = DriverManager.getConnection("jdbc:calcite:model=" + model);
        Connection plain = Fixture.openPlain(bed.fixture("corpus"))) {
      compare(plain, connection, sql);
    }
  }

  /** A variance of integers is an integer here, but what it is computed from is not. */
  @Test
  void aVarianceOfIntegersDoesNotOverflow(TestBed bed) throws SQLException, IOException {
    String json = ModelFile.of(Deployment.embedded(2).operand(bed.fixture("corpus"))).json();
    try (Connection connection = DriverManager.getConnection("jdbc:calcite:model=inline:" + json);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select var_pop(id), max(cast(weight as varchar)) from items")) {
      row.next();
      assertEquals((10_000L * 10_000 - 1) / 12, row.getLong(1));
    }
  }

  @Test
  void theModelMayStandInTheUrl(TestBed bed) throws SQLException, IOException {
    String json = ModelFile.of(Deployment.embedded(2).operand(bed.fixture("corpus"))).json();
    try (Connection connection = DriverManager.getConnection("jdbc:calcite:model=inline:" + json);
        Connection plain = Fixture.openPlain(bed.fixture("corpus"))) {
      compare(plain, connection, "select brand, count(*) from items group by brand");
    }
  }

  @Test
  void theWorkIsDistributedHereToo(TestBed bed, @TempDir Path directory)
      throws SQLException, IOException {
    Path model =
        ModelFile.of(Deployment.embedded(4).operand(bed.fixture("corpus")))
            .write(directory, "model");
    try (Connection connection = DriverManager.getConnection("jdbc:calcite:model=" + model);
        Statement statement = connection.createStatement();
        ResultSet plan =
            statement.executeQuery(
                "explain plan for select category, sum(qty) from items group by category")) {
      plan.next();
      assertTrue(plan.getString(1).contains("Distributed"), plan.getString(1));
    }
  }

  private static void compare(Connection plain, Connection calcite, String sql)
      throws SQLException {
    Answer expected = Oracle.run(plain, sql, List.of());
    Answer actual = Oracle.run(calcite, sql, List.of());
    // Calcite's own type system sums integers to their own type: only the rows must agree.
    assertEquals(
        "",
        new AnswerComparison(CorpusQuery.of(sql))
            .difference(expected, new Answer(expected.types(), actual.rows()))
            .orElse(""),
        sql);
  }
}
