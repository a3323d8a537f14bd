package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.AssertionFailedError;

/**
 * Parameters of statements that DuckDB runs as they are, beside DuckDB's own prepared statements.
 */
@ExtendWith(TestBed.Provider.class)
class HandedParametersTest {
  private static final List<@Nullable Object> VALUES =
      Arrays.asList(
          (byte) 1,
          (short) -2,
          3,
          4_000_000_000L,
          new BigInteger("170141183460469231731687303715884105727"),
          1.5f,
          -0.25,
          Double.NaN,
          new BigDecimal("12.50"),
          new BigDecimal("-12345678901234567890.123456789"),
          "it's $1 -- ?",
          "",
          true,
          Date.valueOf("1969-12-31"),
          LocalDate.of(2024, 2, 29),
          Time.valueOf("23:59:58"),
          LocalTime.of(1, 2, 3, 456_789_000),
          Timestamp.valueOf("1969-12-31 23:59:59.5"),
          LocalDateTime.of(2024, 2, 29, 1, 2, 3, 456_789_000),
          OffsetDateTime.parse("2024-02-29T01:02:03.456789Z"),
          UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"),
          new byte[] {0, -1, 7},
          null,
          3);

  private static List<Deployment> deployments(TestBed bed) {
    return List.of(
        Deployment.embedded(1),
        Deployment.embedded(2),
        Deployment.embedded(4),
        bed.remote(),
        Deployment.automatic());
  }

  /** Something that is done with one connection to plain DuckDB and one to Skein. */
  private interface Comparison {
    void run(Connection plain, Connection skein) throws SQLException;
  }

  private static void everywhere(TestBed bed, Comparison comparison)
      throws SQLException, IOException {
    Path database = bed.fixture("corpus");
    try (Connection plain = Fixture.openPlain(database)) {
      for (Deployment deployment : deployments(bed)) {
        try (Connection skein = deployment.connect(database, database.getParent())) {
          comparison.run(plain, skein);
        } catch (SQLException | AssertionError e) {
          throw new AssertionFailedError(deployment.name() + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private static Answer answer(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    try (ResultSet result = statement.executeQuery()) {
      return AnswerReader.read(result);
    }
  }

  /** Prepares a statement once and executes it with each row of values; both or none may fail. */
  private static void check(
      Connection plain, Connection skein, String sql, List<@Nullable Object[]> executions)
      throws SQLException {
    try (PreparedStatement actual = skein.prepareStatement(sql)) {
      for (Object[] values : executions) {
        String what = sql + " with " + Arrays.deepToString(values);
        Answer wanted;
        // A statement of DuckDB's driver (2.0.0) that has failed is closed.
        try (PreparedStatement expected = plain.prepareStatement(sql)) {
          wanted = answer(expected, values);
        } catch (SQLException e) {
          assertThrows(SQLException.class, () -> answer(actual, values), what);
          continue;
        }
        Answer came;
        try {
          came = answer(actual, values);
        } catch (SQLException e) {
          throw new AssertionFailedError(what + " fails: " + e.getMessage(), e);
        }
        new AnswerComparison(CorpusQuery.of(sql))
            .difference(wanted, came)
            .ifPresent(
                difference -> {
                  throw new AssertionFailedError(what + ": " + difference);
                });
      }
    }
  }

  private static List<@Nullable Object[]> each(List<@Nullable Object> values, int times) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Object value : values) {
      Object[] row = new Object[times];
      Arrays.fill(row, value);
      rows.add(row);
    }
    return rows;
  }

  private static boolean isHandedOver(Connection skein, String sql) throws SQLException {
    try (Statement statement = skein.createStatement();
        ResultSet plan = statement.executeQuery("EXPLAIN PLAN FOR " + sql)) {
      plan.next();
      return plan.getString(1).contains("DistributedStatement");
    }
  }

  @Test
  void aValueHasItsOwnType(TestBed bed) throws SQLException, IOException {
    everywhere(
        bed,
        (plain, skein) -> {
          check(plain, skein, "select ?", each(VALUES, 1));
          check(plain, skein, "select typeof(?), ? as again", each(VALUES, 2));
          check(plain, skein, "select unnest([?, ?]) as x, ? is null", each(VALUES, 3));
          check(plain, skein, "select id || ? from items where id < 3", each(VALUES, 1));
        });
  }

  @Test
  void aValueIsComputedWithAsWithItsOwnType(TestBed bed) throws SQLException, IOException {
    List<@Nullable Object> numbers =
        Arrays.asList(
            7,
            7L,
            (byte) 7,
            2.5,
            new BigDecimal("2.50"),
            null,
            "a",
            true,
            2,
            Date.valueOf("2024-01-01"));
    everywhere(
        bed,
        (plain, skein) -> {
          check(plain, skein, "select [qty + ?] from items where id < 9", each(numbers, 1));
          check(
              plain,
              skein,
              "select qty * $1, typeof($2) from items where id < 9",
              each(numbers, 2));
          check(
              plain,
              skein,
              "select [id] from items where id = ? or ? is null",
              each(Arrays.asList(3, 3.0, "4", null), 2));
          check(plain, skein, "select upper(?)", each(Arrays.asList("ab", "é", null), 1));
          check(plain, skein, "select lower(?) || ?", each(Arrays.asList("AB", null), 2));
          check(
              plain,
              skein,
              "select $2 || $1",
              List.<Object[]>of(new Object[] {"a", "b"}, new Object[] {"c", "d"}));
        });
  }

  @Test
  void aFractionBesideAnIntegerIsNotCut(TestBed bed) throws SQLException, IOException {
    List<@Nullable Object> numbers =
        Arrays.asList(7, 2.5, new BigDecimal("2.50"), 2.0, 0.1f, Double.NaN, null, -3L, 0.125);
    String many = "?, ".repeat(24) + "?";
    everywhere(
        bed,
        (plain, skein) -> {
          for (String sql :
              List.of(
                  "select id, coalesce(qty, ?) from items where id < 9",
                  "select id from items where qty + 1 > ? and id < 99",
                  "select sum(case when id < 5 then ? else qty end) from items",
                  "select count(*) from items where price * 2 = qty * cast(? as double)")) {
            List<@Nullable Object> fractions = numbers.subList(1, 3);
            check(plain, skein, sql, each(fractions, 1));
            check(plain, skein, sql, each(numbers.subList(0, 1), 1));
          }
          check(plain, skein, "select id, [qty + ?] from items where id < 9", each(numbers, 1));
          check(
              plain,
              skein,
              "select count(*) from items where qty in (" + many + ")",
              each(numbers.subList(0, 4), 25));
        });
  }

  @Test
  void aQuotientIsCutWhereTheValuesAreIntegers(TestBed bed) throws SQLException, IOException {
    everywhere(
        bed,
        (plain, skein) -> {
          try (Statement division = plain.createStatement()) {
            division.execute("SET integer_division = true");
            check(
                plain,
                skein,
                "select distinct on (id) ? / 2, 7 / ?, qty / ? from items where id < 3",
                each(Arrays.asList(3, 3L, 2.5, new BigDecimal("2.5"), null), 3));
            division.execute("SET integer_division = false");
          }
        });
  }

  @Test
  void whatDuckDbMeansByAStatementItAlsoMeansWithParameters(TestBed bed)
      throws SQLException, IOException {
    everywhere(
        bed,
        (plain, skein) -> {
          for (String sql :
              List.of(
                  "with w as (select id from items where id >= ? order by id limit 3)"
                      + " select count(*), sum(a.id) from w as a join w as b on a.id = b.id",
                  "select count(*) from (select random() as r from items where id < ?) where r <> r",
                  "select list(id) from (select id from items where id < ? order by id desc)",
                  "select distinct on (category) category, id from items where id < ?"
                      + " order by category, id",
                  "select interval '1 month' / 4 from items where id = ?")) {
            assertTrue(isHandedOver(skein, sql), sql);
            check(plain, skein, sql, each(Arrays.asList(5, 7L, 9, 20.5), 1));
          }
        });
  }

  @Test
  void metaDataSaysWhatDuckDbAsksFor(TestBed bed) throws SQLException, IOException {
    everywhere(
        bed,
        (plain, skein) -> {
          String sql =
              "select [id], ? as free from items"
                  + " where id = ? and price > ? and label like ? and sold < ? limit ?";
          try (PreparedStatement statement = skein.prepareStatement(sql)) {
            ParameterMetaData parameters = statement.getParameterMetaData();
            List<Integer> types = new ArrayList<>();
            for (int i = 1; i <= parameters.getParameterCount(); i++) {
              types.add(parameters.getParameterType(i));
            }
            assertEquals(
                List.of(
                    Types.JAVA_OBJECT,
                    Types.INTEGER,
                    Types.DECIMAL,
                    Types.VARCHAR,
                    Types.DATE,
                    Types.BIGINT),
                types);
            assertEquals(10, parameters.getPrecision(3));
            assertEquals(2, parameters.getScale(3));
            assertEquals(2, statement.getMetaData().getColumnCount());
            assertEquals("free", statement.getMetaData().getColumnLabel(2));
          }
        });
  }

  @Test
  void settersBindAsObjectsDo(TestBed bed) throws SQLException, IOException {
    everywhere(
        bed,
        (plain, skein) -> {
          try (PreparedStatement statement =
              skein.prepareStatement("select typeof(?), typeof(?), typeof(?), ?, ?")) {
            statement.setInt(1, 1);
            statement.setDouble(2, 1);
            statement.setDate(3, Date.valueOf("2024-01-01"));
            statement.setBytes(4, new byte[] {1});
            statement.setNull(5, Types.INTEGER);
            assertEquals("[[INTEGER, DOUBLE, DATE, x'01', null]]", rows(statement));
            statement.setLong(1, 1);
            statement.setBigDecimal(2, new BigDecimal("1.00"));
            statement.setTimestamp(3, Timestamp.valueOf("2024-01-01 00:00:00"));
            statement.setString(4, "s");
            statement.setBoolean(5, true);
            assertEquals("[[BIGINT, DECIMAL(3,2), TIMESTAMP, s, true]]", rows(statement));
          }
        });
  }

  private static String rows(PreparedStatement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery()) {
      return AnswerReader.read(result).rows().toString();
    }
  }

  @Test
  void whatIsNotSetIsNamed(TestBed bed) throws SQLException, IOException {
    everywhere(
        bed,
        (plain, skein) -> {
          try (PreparedStatement prepared = skein.prepareStatement("select ?, [?]");
              Statement direct = skein.createStatement()) {
            prepared.setInt(1, 1);
            assertTrue(messages(prepared::executeQuery).contains("Parameter 2 of 2 is not set"));
            assertTrue(
                messages(() -> direct.executeQuery("select ?"))
                    .contains("Parameter 1 of 1 is not set"));
          }
        });
  }

  private static String messages(org.junit.jupiter.api.function.Executable executable) {
    return Oracle.messages(assertThrows(SQLException.class, executable));
  }
}
