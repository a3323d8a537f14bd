package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type of DuckDB, with its extreme values and NULL, read and computed with. */
@ExtendWith(TestBed.Provider.class)
class TypesTest {

  static Stream<TypeCase> types() {
    return TypeCase.all().stream();
  }

  /** DuckDB's own cast to text is the oracle, because its driver cannot show every value. */
  @ParameterizedTest
  @MethodSource("types")
  void valuesReadAsDuckDbWritesThem(TypeCase type, TestBed bed) throws SQLException {
    try (Connection plain = Fixture.openPlain(bed.fixture("edges"))) {
      List<@Nullable String> expected =
          strings(plain, "select cast(v as varchar) from %s order by id".formatted(type.table()));
      for (Connection skein : bed.oracle("edges").connections()) {
        List<@Nullable String> actual = new ArrayList<>();
        try (Statement statement = skein.createStatement();
            ResultSet rows =
                statement.executeQuery("select v from " + type.table() + " order by id")) {
          checkMetaData(rows.getMetaData(), type);
          while (rows.next()) {
            String text = rows.getString(1);
            Object object = rows.getObject(1);
            assertEquals(text == null, object == null);
            assertEquals(text == null, rows.wasNull());
            if (object != null) {
              type.checkGetters(rows, object);
            }
            actual.add(text == null ? null : type.asDuckDbWrites(text));
          }
        }
        assertEquals(expected, actual, type.name());
      }
    }
  }

  private static void checkMetaData(ResultSetMetaData meta, TypeCase type) throws SQLException {
    assertEquals(
        type.metaData(),
        meta.getColumnTypeName(1)
            + " "
            + meta.getColumnClassName(1)
            + " "
            + meta.getPrecision(1)
            + " "
            + meta.getScale(1));
    assertEquals(ResultSetMetaData.columnNullable, meta.isNullable(1));
  }

  private static List<@Nullable String> strings(Connection connection, String sql)
      throws SQLException {
    List<@Nullable String> strings = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
    }
    return strings;
  }

  @ParameterizedTest
  @MethodSource("types")
  void valuesGroupSortAndJoinAsInDuckDb(TypeCase type, TestBed bed) throws SQLException {
    Oracle oracle = bed.oracle("edges");
    for (String sql :
        List.of(
            "select V, count(*) from T group by V",
            "select count(V), count(*), count(distinct V) from T",
            "select min(V), max(V) from T",
            "select V, id from T order by V, id limit 40",
            "select a.id, b.id from T as a join T as b on a.V = b.V"
                + " where a.id <= 20 and b.id <= 20",
            "select count(*) from T where V = (select V from T where id = 2)",
            "select id, coalesce(V, (select V from T where id = 1)) from T where id <= 20")) {
      String skein = sql.replace(" T", " " + type.table()).replace("V", "v");
      String duckDb = type.inDuckDb(sql).replace(" T", " " + type.table());
      if (type.allows(sql)) {
        oracle.check(new CorpusQuery(skein, skein, duckDb, List.of(), false, false, ""));
      }
    }
  }

  /** A value that came out of a result set goes back into a statement and finds its rows. */
  @ParameterizedTest
  @MethodSource("types")
  void valuesFindTheirRowsAsParameters(TypeCase type, TestBed bed) throws SQLException {
    if (!type.isParameter()) {
      return;
    }
    for (Connection skein : bed.oracle("edges").connections()) {
      List<@Nullable Object> values = new ArrayList<>();
      try (Statement statement = skein.createStatement();
          ResultSet rows =
              statement.executeQuery("select distinct v from " + type.table() + " where id < 20")) {
        while (rows.next()) {
          values.add(rows.getObject(1));
        }
      }
      assertTrue(values.size() > 1);
      for (Object value : values) {
        if (value == null) {
          continue;
        }
        try (PreparedStatement statement =
            skein.prepareStatement(
                "select count(*), count(distinct cast(v as varchar)) from "
                    + type.table()
                    + " where v = ?")) {
          statement.setObject(1, value);
          try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            assertTrue(rows.getLong(1) >= TypeCase.REPEATED, type + " finds nothing for " + value);
            assertEquals(0, rows.getLong(1) % TypeCase.REPEATED);
          }
        }
      }
    }
  }
}
