package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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

/** Two databases with workers of their own in one model, one embedded, one of processes. */
@ExtendWith(TestBed.Provider.class)
class TwoSchemasTest {

  @Test
  void twoDatabasesJoin(TestBed bed, @TempDir Path directory) throws SQLException, IOException {
    Path model =
        new ModelFile()
            .schema("shop", Deployment.embedded(2).operand(bed.fixture("corpus")))
            .schema("scale", bed.remote().operand(bed.fixture("scale")))
            .write(directory, "two");
    try (Connection connection = DriverManager.getConnection("jdbc:skein:model=" + model);
        Connection plain = Fixture.openPlain(bed.fixture("corpus"));
        Statement attach = plain.createStatement()) {
      attach.execute("ATTACH '" + bed.fixture("scale") + "' AS scale (READ_ONLY)");
      for (String sql :
          List.of(
              "select count(*), sum(s.price) from items as i join scale.rows_200000 as s on i.id = s.id",
              "select i.category, count(*) from items as i left join scale.rows_10000 as s"
                  + " on i.qty = s.id group by i.category",
              "select count(*) from scale.rows_500000 where id in (select id from items where qty > 90)",
              "select id from items where id < 5 union all select id from scale.rows_100 where id > 95",
              "select (select count(*) from items), (select count(*) from scale.rows_250000)")) {
        Answer expected = Oracle.run(plain, sql, List.of());
        Answer actual = Oracle.run(connection, sql, List.of());
        assertEquals(
            "",
            new AnswerComparison(CorpusQuery.of(sql)).difference(expected, actual).orElse(""),
            sql);
      }
    }
  }

  @Test
  void whatOnlyDuckDbMeansIsRefusedOverTwoDatabases(TestBed bed, @TempDir Path directory)
      throws SQLException, IOException {
    Path model =
        new ModelFile()
            .schema("shop", Deployment.embedded(2).operand(bed.fixture("corpus")))
            .schema("scale", Deployment.embedded(2).operand(bed.fixture("scale")))
            .write(directory, "meaning");
    try (Connection connection = DriverManager.getConnection("jdbc:skein:model=" + model);
        Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "with w as (select i.id from items as i join scale.rows_100 as s on i.id = s.id limit 3)"
                  + " select count(*) from w as a join w as b on a.id = b.id",
              "select list(id) from (select i.id from items as i join scale.rows_100 as s"
                  + " on i.id = s.id order by i.id desc)",
              "select distinct on (i.id) i.id from items as i join scale.rows_100 as s"
                  + " on i.id = s.id order by i.id")) {
        String refused =
            Oracle.messages(
                assertThrows(SQLException.class, () -> statement.executeQuery(sql), sql));
        assertTrue(refused.contains("not in one database file"), refused);
        assertTrue(refused.contains("shop and scale"), refused);
      }
    }
  }

  @Test
  void columnsOfNamesakesAreNotMistakenForEachOther(TestBed bed, @TempDir Path directory)
      throws SQLException, IOException {
    Path model =
        new ModelFile()
            .schema("shop", Deployment.embedded(2).operand(bed.fixture("corpus")))
            .schema("copy", Deployment.embedded(1).operand(bed.fixture("corpus")))
            .write(directory, "namesakes");
    String sql =
        "select count(*) from shop.items%s where exists"
            + " (select 1 from copy.items where copy.items.id = %s.id + 1)";
    try (Connection connection = DriverManager.getConnection("jdbc:skein:model=" + model);
        Statement statement = connection.createStatement()) {
      SQLException refused =
          assertThrows(
              SQLException.class, () -> statement.executeQuery(sql.formatted("", "shop.items")));
      assertTrue(String.valueOf(refused.getMessage()).contains("give them aliases"));
      try (ResultSet all = statement.executeQuery("select count(*) - 1 from shop.items")) {
        all.next();
        long rows = all.getLong(1);
        try (ResultSet found = statement.executeQuery(sql.formatted(" as s", "s"))) {
          found.next();
          assertEquals(rows, found.getLong(1));
        }
      }
    }
  }
}
