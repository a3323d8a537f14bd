package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Calcite does not read runs in DuckDB, and reaches no further than the model does. */
class DuckDbStatementTest {
  @TempDir private Path directory;
  private Connection connection;

  @BeforeEach
  void open() throws SQLException, IOException {
    Path file = directory.resolve("shop.duckdb");
    try (Connection plain = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = plain.createStatement()) {
      statement.execute("CREATE TABLE one AS SELECT 1 AS id");
      statement.execute("CREATE TABLE hidden AS SELECT 2 AS id");
      statement.execute("CREATE SCHEMA sales");
      statement.execute("CREATE TABLE sales.one AS SELECT 11 AS id, 3 AS part");
      statement.execute("CREATE TABLE sales.orders AS SELECT 12 AS id");
      statement.execute("CREATE MACRO twice(x) AS x * 2");
      statement.execute("CREATE MACRO upper(x) AS x || '!'");
      statement.execute("CREATE MACRO range(n) AS TABLE SELECT n + 100");
      statement.execute("CREATE SCHEMA deep");
      statement.execute(
          "CREATE TABLE deep.deep AS SELECT {'deep': 1} AS deep, {'deep': {'deep': 2}} AS other");
      statement.execute("CREATE MACRO ones(n, m := 1) AS TABLE SELECT id * n * m FROM one");
      statement.execute(
          "CREATE TABLE shirts AS SELECT s::ENUM ('small', 'large') AS size"
              + " FROM (VALUES ('large'), ('small')) AS v(s)");
      statement.execute(
          "CREATE TABLE notes AS SELECT '[1]'::JSON AS j, DATE '2020-01-02' AS d, true AS b");
      statement.execute(
          "CREATE TABLE files AS SELECT id, j::JSON AS j, [j::JSON] AS l, u::UUID AS u"
              + " FROM (VALUES (1, '2.4', 'a1111111-1111-1111-1111-111111111111'),"
              + " (2, 'null', NULL), (3, '\"2\"', NULL)) AS v(id, j, u)");
      statement.execute("CREATE TABLE counters AS SELECT 200::UTINYINT AS u, 1::UBIGINT AS b");
      statement.execute("CREATE VIEW halves AS SELECT id / 2 AS half FROM one");
    }
    Path model =
        new ModelFile()
            .schema("shop", Map.of("database", file.toString()))
            .schema("s2", Map.of("database", file.toString(), "schema", "sales"))
            .schema("deep", Map.of("database", file.toString(), "schema", "deep"))
            .write(directory, "model");
    connection = DriverManager.getConnection("jdbc:skein:model=" + model);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  private String refusal(String sql) {
    return assertThrows(SQLException.class, () -> rows(sql), sql).getMessage();
  }

  @Test
  void functionsOfTheDatabaseCanBeCalled() throws SQLException {
    assertEquals(List.of("2"), rows("SELECT twice(id) FROM one"));
    assertEquals(List.of("6"), rows("SELECT * FROM ones(2, m := 3)"));
    assertEquals(List.of("2"), rows("SELECT twice(id) FROM one; -- the only one"));
    assertEquals(List.of("; --"), rows("SELECT '; --' FROM ones(1); /* ; */ ;"));
    assertTrue(refusal("SELECT * FROM query('SELECT 1')").contains("query"));
  }

  @Test
  void aMacroComesBeforeAFunctionOfItsName() throws SQLException {
    assertEquals(List.of("a!"), rows("SELECT upper('a') FROM one"));
    assertEquals(List.of("1"), rows("SELECT id FROM one GROUP BY id HAVING upper('b') = 'b!'"));
    assertEquals(List.of("103"), rows("SELECT * FROM range(3)"));
  }

  @Test
  void whatIsTooDeepDoesNotEndTheProcess() throws SQLException {
    assertTrue(refusal("SELECT id" + " + 1".repeat(5_000) + " FROM one").contains("too deep"));
    String cases = "CASE WHEN id = 2 THEN 1 ELSE ".repeat(400) + "id" + " END".repeat(400);
    refusal("SELECT list_transform([id], lambda x: x), " + cases + " FROM one");
    refusal("SELECT list_transform([id], lambda x: x)" + ", 'a'" + " || 'a'".repeat(900));
    String sum = "id" + " + 1".repeat(250);
    assertEquals(
        List.of("251"), rows("SELECT list_transform([id], lambda x: " + sum + ")[1] FROM one"));
  }

  @Test
  void integersWithoutASignOverflowAsInDuckDb() throws SQLException {
    for (String overflow : List.of("u - 201", "u + u", "u * 2", "-u", "b - 2", "-b", "b - u")) {
      assertTrue(refusal("SELECT " + overflow + " FROM counters").contains("Overflow"), overflow);
    }
    assertEquals(List.of("500"), rows("SELECT u + 300 FROM counters"));
    assertEquals(List.of("-1"), rows("SELECT b + -2 FROM counters"));
    assertEquals(List.of("199"), rows("SELECT u - b FROM counters"));
  }

  @Test
  void aSchemaComesBeforeAColumnOfItsName() throws SQLException {
    assertEquals(List.of("1"), rows("SELECT deep.deep.deep.deep FROM deep.deep"));
  }

  @Test
  void aTableIsFoundInTheSchemaThatTheStatementNames() throws SQLException {
    assertEquals(List.of("2"), rows("SELECT twice(id) FROM shop.one"));
    assertEquals(List.of("22"), rows("SELECT twice(s2.one.id) FROM s2.one"));
    assertEquals(List.of("24"), rows("SELECT twice(id) FROM S2.ORDERS"));
    connection.setSchema("s2");
    assertEquals(List.of("22"), rows("SELECT twice(id) FROM one"));
    assertEquals(List.of("5"), rows("WITH x AS (SELECT 5 AS id) SELECT unnest([id]) FROM x"));
  }

  @Test
  void tablesOfTwoSchemasInOneFileAreReadTogether() throws SQLException {
    assertEquals(
        List.of("12", "24"),
        rows("SELECT unnest([a.id + b.id, twice(a.id + b.id)]) FROM one AS a, s2.one AS b"));
    assertEquals(
        List.of("3"),
        rows("SELECT twice(1) + count(*) FROM shop.one, (SELECT * FROM s2.orders) AS o"));
    connection.setSchema("s2");
    assertEquals(
        List.of("13.0"),
        rows("SELECT unnest([shop.halves.half + orders.id + 0.5]) FROM shop.halves, orders"));
    assertEquals(
        List.of("1"),
        rows(
            "SELECT unnest([shop.one.id]) FROM shop.one"
                + " WHERE EXISTS (SELECT 1 FROM s2.one WHERE s2.one.id = shop.one.id + 10)"));
    assertEquals(List.of("12"), rows("SELECT shop.one.id + s2.one.id FROM shop.one, s2.one"));
  }

  @Test
  void tablesThatTheModelDoesNotNameStayHidden() throws SQLException {
    connection.setSchema("s2");
    assertTrue(refusal("SELECT twice(id) FROM hidden").contains("hidden"));
    assertTrue(refusal("SELECT twice(id) FROM main.hidden").contains("main"));
    assertTrue(refusal("SELECT twice(id) FROM s2.hidden").contains("hidden"));
    assertTrue(refusal("FROM duckdb_tables()").contains("duckdb_tables"));
    assertTrue(refusal("SELECT twice(1), * FROM sqlite_master").contains("sqlite_master"));
    refusal("SHOW ALL TABLES");
  }

  @Test
  void filesStayHidden() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret.csv"), "a,b\n1,2\n");
    refusal("FROM '" + secret + "'");
    refusal("SELECT twice(1), * FROM read_csv('" + secret + "')");
    refusal("SELECT twice(1), * FROM read_text('" + secret + "')");
    refusal("SELECT twice(1), * FROM query('SELECT 1')");
    refusal("SELECT twice(1), getenv('HOME')");
  }

  @Test
  void nothingIsWrittenAndNothingFollowsAStatement() throws SQLException {
    refusal("CREATE TABLE more AS SELECT 1");
    refusal("COPY one TO '" + directory.resolve("out.csv") + "'");
    refusal("SELECT twice(1); SELECT 2");
    refusal("SELECT twice(1)) AS t(c0) UNION ALL SELECT * FROM (SELECT 2");
    refusal("WITH w AS (INSERT INTO one VALUES (5) RETURNING id) SELECT twice(id) FROM w");
    assertEquals(List.of("1"), rows("SELECT id FROM one"));
  }

  @Test
  void theErrorIsCalcitesWhereDuckDbRefusesToo() {
    assertTrue(refusal("SELECT twice(nothing) FROM one").contains("'nothing'"));
    assertTrue(refusal("SELECT FROM WHERE").contains("line 1, column"));
  }

  @Test
  void viewsKeepTheirDivision() throws SQLException {
    assertEquals(List.of("0.5"), rows("SELECT half FROM halves"));
    assertEquals(List.of("0.5"), rows("SELECT unnest([half]) FROM halves"));
    assertEquals(List.of("3"), rows("SELECT unnest([part * 7 / 6]) FROM s2.one"));
  }

  @Test
  void anEnumIsNotItsText() throws SQLException {
    assertEquals(
        List.of("small large"), rows("select max(size::varchar) || ' ' || max(size) from shirts"));
    assertEquals(List.of("[small, large]"), rows("select list(size order by size) from shirts"));
    assertEquals(
        List.of("large"), rows("select max(case when size <> 'x' then size end) from shirts"));
  }

  @Test
  void whatStandsBesideJsonBecomesJson() throws SQLException {
    assertEquals(
        List.of("[1]", "\"2020-01-02\""),
        rows("select j from notes union all select d from notes"));
    assertEquals(
        List.of("[1]", "\"2020-01-02\""),
        rows("(select j from notes intersect select j from notes) union all select d from notes"));
    assertEquals(
        List.of("\"2020-01-02\""), rows("select case when b then d else j end from notes"));
    assertEquals(
        List.of("[\"2020-01-02\", [1]]"), rows("select [d, coalesce(j, d)]::varchar from notes"));
    assertEquals(List.of("1"), rows("select count(*) from notes where j::integer[] = [1]"));
    assertEquals(List.of("[1]x"), rows("select j::varchar || 'x' from notes where j = '[1]'"));
  }

  @Test
  void aJsonIsNoTextWhereverItComesFrom() throws SQLException {
    List<String> numbers = Arrays.asList("2", null, "2");
    assertEquals(numbers, rows("select k::int from (select id, j as k from files) order by id"));
    assertEquals(numbers, rows("with w as (table files) select w.l[1]::int from w order by id"));
    assertEquals(numbers, rows("select u.e::int from files, unnest(files.l) as u(e) order by id"));
    assertEquals(numbers, rows("select json_extract(j, '$')::int from files order by id"));
    assertEquals(numbers, rows("select max(j)::int from files group by id order by id"));
    assertEquals(List.of("1", "3"), rows("select id from files where json_extract(j, '$') = 2"));
    assertEquals(List.of("1", "3"), rows("select f.id from files f join files g on f.j = g.id"));
    assertEquals(List.of("1"), rows("select id from files where j between 2.3 and 2.4 or id < 0"));
    assertEquals(
        Arrays.asList(null, "false"),
        rows(
            "select json_extract(d, '$.a') = false from (values ('{\"a\": null}'), ('{\"a\": true}')) v(d)"));
    assertEquals(
        List.of("2"),
        rows(
            "select count(*) from (select id from files) natural join (select j as id from files)"));
    assertEquals(
        List.of("[2.4,null,\"2\"]"),
        rows("select json_group_array(j) from (from files order by id)"));
  }

  @Test
  void aUuidIsNoTextWhereverItComesFrom() throws SQLException {
    String texts = "(select replace(u::varchar, 'a', 'A') as u from files where id = 1)";
    assertEquals(
        List.of("1"),
        rows("select count(*) from (select u as v from files) join " + texts + " on v = u"));
    assertEquals(List.of("1"), rows("select count(*) from files join " + texts + " using (u)"));
    assertEquals(
        List.of("2"), rows("select count(*) from (select u from files union from " + texts + ")"));
    assertEquals(
        List.of("true"), rows("select max(u) = replace(max(u)::varchar, 'a', 'A') from files"));
  }

  @Test
  void anArrowIsNoLambda() throws SQLException {
    assertEquals(
        List.of("1"),
        rows("select count(j->'a') from (values ('{\"a\": 1}'::json), ('{}'::json)) as v (j)"));
  }

  @Test
  void explainTellsThatDuckDbRunsItAndWhy() throws SQLException {
    String plan = rows("EXPLAIN PLAN FOR SELECT twice(id) FROM one").get(0);
    assertTrue(plan.contains("mode=[DELEGATED]"), plan);
    assertTrue(plan.contains("Calcite does not: know the macro twice"), plan);
    assertTrue(plan.contains("SELECT twice(id) FROM one"), plan);
  }

  @Test
  void aPreparedStatementRunsAgain() throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT twice(id) AS doubled FROM one")) {
      for (int i = 0; i < 2; i++) {
        try (ResultSet result = statement.executeQuery()) {
          assertEquals("doubled", result.getMetaData().getColumnLabel(1));
          assertTrue(result.next());
          assertEquals(2, result.getInt("doubled"));
        }
      }
    }
  }
}
