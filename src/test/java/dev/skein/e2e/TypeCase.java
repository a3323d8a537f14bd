package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skein.calcite.jdbc.value.ValueText;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A type of DuckDB with values at its edges.
 *
 * @param duckDb its name in DuckDB
 * @param metaData what ResultSetMetaData says: type name, class, precision, scale
 * @param values DuckDB expressions; NULL is added to them
 */
record TypeCase(String name, String duckDb, String metaData, Mapping mapping, List<String> values) {
  /** How often each value is in the table, so that it has several row groups. */
  static final int REPEATED = 700;

  /** What Calcite knows the type as. */
  enum Mapping {
    /** A type that computes as DuckDB's. */
    SAME,
    /** Text: it sorts and compares as such. */
    TEXT,
    /** A list, struct or map. */
    NESTED
  }

  /** The names of types that Calcite knows as text, but DuckDB compares otherwise. */
  private static final Set<String> VALUES_UNLIKE_TEXTS =
      Set.of("timetz", "interval", "bit", "bignum", "union");

  private static final String TEXT_META = "VARCHAR java.lang.String 0 0";

  static List<TypeCase> all() {
    return List.of(
        same("boolean", "BOOLEAN", "BOOLEAN java.lang.Boolean 1 0", "true", "false"),
        same("tinyint", "TINYINT", "TINYINT java.lang.Byte 3 0", "-128", "0", "127"),
        same("smallint", "SMALLINT", "SMALLINT java.lang.Short 5 0", "-32768", "0", "32767"),
        same(
            "integer",
            "INTEGER",
            "INTEGER java.lang.Integer 10 0",
            "-2147483648",
            "0",
            "2147483647"),
        same(
            "bigint",
            "BIGINT",
            "BIGINT java.lang.Long 19 0",
            "-9223372036854775808",
            "0",
            "9223372036854775807"),
        same("utinyint", "UTINYINT", "SMALLINT java.lang.Short 5 0", "0", "255"),
        same("usmallint", "USMALLINT", "INTEGER java.lang.Integer 10 0", "0", "65535"),
        same("uinteger", "UINTEGER", "BIGINT java.lang.Long 19 0", "0", "4294967295"),
        same(
            "ubigint",
            "UBIGINT",
            "DECIMAL java.math.BigDecimal 20 0",
            "0",
            "9223372036854775808",
            "18446744073709551615"),
        same(
            "hugeint",
            "HUGEINT",
            "DECIMAL java.math.BigDecimal 38 0",
            "'-170141183460469231731687303715884105728'",
            "0",
            "'170141183460469231731687303715884105727'"),
        same(
            "uhugeint",
            "UHUGEINT",
            "DECIMAL java.math.BigDecimal 38 0",
            "0",
            "1",
            "'340282366920938463463374607431768211455'"),
        same(
            "float",
            "FLOAT",
            "REAL java.lang.Float 7 0",
            "'-inf'",
            "-3.4028235e38",
            "0",
            "1.17549435e-38",
            "1.5",
            "'inf'",
            "'nan'"),
        same(
            "double",
            "DOUBLE",
            "DOUBLE java.lang.Double 15 0",
            "'-inf'",
            "-1.7976931348623157e308",
            "0",
            "0.1",
            "4.9e-324",
            "'inf'",
            "'nan'"),
        same("decimal_4", "DECIMAL(4,1)", "DECIMAL java.math.BigDecimal 4 1", "-999.9", "0", "0.1"),
        same(
            "decimal_18",
            "DECIMAL(18,6)",
            "DECIMAL java.math.BigDecimal 18 6",
            "-999999999999.999999",
            "0.000001",
            "999999999999.999999"),
        same(
            "decimal_38",
            "DECIMAL(38,10)",
            "DECIMAL java.math.BigDecimal 38 10",
            "'-9999999999999999999999999999.9999999999'",
            "0.0000000001",
            "'9999999999999999999999999999.9999999999'"),
        same(
            "decimal_38_38",
            "DECIMAL(38,38)",
            "DECIMAL java.math.BigDecimal 38 38",
            "'-0.99999999999999999999999999999999999999'",
            "0",
            "'0.00000000000000000000000000000000000001'"),
        same(
            "varchar",
            "VARCHAR",
            TEXT_META,
            "''",
            "' '",
            "'a'",
            "'A'",
            "'it''s \"so\"'",
            "'goo' || chr(0) || 'se'",
            "'🦆ß'",
            "repeat('x', 5000)"),
        same(
            "blob",
            "BLOB",
            "VARBINARY [B 0 0",
            "''",
            "'\\x00'",
            "'a\\x00\\xFF'",
            "'it''s'::BLOB || '\\x5C'"),
        same(
            "date",
            "DATE",
            "DATE java.sql.Date 0 0",
            "'-infinity'",
            "'0044-03-15 (BC)'",
            "'0001-01-01'",
            "'1582-10-14'",
            "'1969-12-31'",
            "'2024-02-29'",
            "'9999-12-31'",
            "'10000-01-01'",
            "'5881580-07-10'",
            "'infinity'"),
        same(
            "time",
            "TIME",
            "TIME java.sql.Time 6 0",
            "'00:00:00'",
            "'12:34:56.123456'",
            "'12:34:56.123457'",
            "'12:34:56.5'",
            "'23:59:59.999999'"),
        same(
            "timestamp",
            "TIMESTAMP",
            "TIMESTAMP java.sql.Timestamp 6 0",
            "'-infinity'",
            "'290309-12-22 (BC) 00:00:00'",
            "'0001-01-01 00:00:00.000001'",
            "'1969-12-31 23:59:59.999999'",
            "'2024-02-29 12:34:56.123456'",
            "'2024-02-29 12:34:56.123457'",
            "'9999-12-31 23:59:59.999999'",
            "'294247-01-10 04:00:54.775806'",
            "'infinity'"),
        same(
            "timestamp_s",
            "TIMESTAMP_S",
            "TIMESTAMP java.sql.Timestamp 0 0",
            "'0001-01-01 00:00:00'",
            "'2024-02-29 12:34:56'",
            "'9999-12-31 23:59:59'"),
        same(
            "timestamp_ms",
            "TIMESTAMP_MS",
            "TIMESTAMP java.sql.Timestamp 3 0",
            "'0001-01-01 00:00:00.001'",
            "'2024-02-29 12:34:56.789'",
            "'9999-12-31 23:59:59.999'"),
        same(
            "timestamp_ns",
            "TIMESTAMP_NS",
            "TIMESTAMP java.sql.Timestamp 9 0",
            "'1677-09-22 00:00:00'",
            "'2024-02-29 12:34:56.123456789'",
            "'2024-02-29 12:34:56.12345679'",
            "'2262-04-11 23:47:16.854775806'",
            "'infinity'"),
        same(
            "timestamptz",
            "TIMESTAMPTZ",
            "TIMESTAMP_WITH_LOCAL_TIME_ZONE java.sql.Timestamp 6 0",
            "'-infinity'",
            "'0001-01-01 00:00:00.000001+00'",
            "'2024-02-29 12:34:56.123456+00'",
            "'2024-02-29 12:34:56.123457+00'",
            "'9999-12-31 23:59:59.999999+00'",
            "'infinity'"),
        text("timetz", "TIMETZ", "'00:00:00+15:59:59'", "'12:34:56.789+02:30'", "'24:00:00-02'"),
        text("time_ns", "TIME_NS", "'00:00:00'", "'12:34:56.123456789'", "'24:00:00'"),
        text(
            "interval",
            "INTERVAL",
            "'0 seconds'",
            "'83 years 3 months 999 days 00:16:39.999999'",
            "'-1 month'",
            "'1 microsecond'"),
        text(
            "uuid",
            "UUID",
            "'00000000-0000-0000-0000-000000000000'",
            "'80000000-0000-0000-0000-000000000001'",
            "'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
        text("bit", "BIT", "'0'", "'101'", "'0010001001011100010101011010111'"),
        text("json", "JSON", "'null'", "'{\"a\": [1, null, \"it''s\"]}'", "'  [1,2]  '"),
        text(
            "bignum",
            "BIGNUM",
            "'0'",
            "'-99999999999999999999999999999999999999999999999999'",
            "'170141183460469231731687303715884105728000'"),
        text(
            "union",
            "UNION(num INTEGER, str VARCHAR)",
            "1::INTEGER::UNION(num INTEGER, str VARCHAR)",
            "'x'::UNION(num INTEGER, str VARCHAR)"),
        same(
            "enum",
            "ENUM('small', 'Medium', 'it''s')",
            TEXT_META,
            "'small'",
            "'Medium'",
            "'it''s'"),
        nested(
            "list", "INTEGER[]", "INTEGER ARRAY java.sql.Array 0 0", "[]", "[1, NULL, -1]", "[1]"),
        nested(
            "texts",
            "VARCHAR[]",
            "VARCHAR ARRAY java.sql.Array 0 0",
            "['a', NULL, '', 'it''s', 'NULL', 'a, b', '{x}']",
            "['🦆']"),
        nested(
            "lists",
            "INTEGER[][]",
            "INTEGER ARRAY ARRAY java.sql.Array 0 0",
            "[]",
            "[[], NULL, [1, NULL]]"),
        nested(
            "dates",
            "DATE[]",
            "DATE ARRAY java.sql.Array 0 0",
            "['infinity'::DATE, '0044-03-15 (BC)'::DATE, NULL]"),
        nested(
            "timestamps",
            "TIMESTAMP[]",
            "TIMESTAMP(6) ARRAY java.sql.Array 0 0",
            "['-infinity'::TIMESTAMP, '2024-02-29 12:34:56.123456'::TIMESTAMP]"),
        nested(
            "array", "INTEGER[3]", "INTEGER ARRAY java.sql.Array 0 0", "[1, NULL, 3]", "[4, 5, 6]"),
        nested(
            "struct",
            "STRUCT(a INTEGER, \"b c\" DECIMAL(5,2)[], \"it's\" TIME)",
            "STRUCT java.lang.Object 0 0",
            "{a: 1, 'b c': [1.5, NULL], 'it''s': '12:34:56.123456'::TIME}",
            "{a: NULL, 'b c': NULL, 'it''s': NULL}"),
        nested(
            "structs",
            "STRUCT(a BLOB, b TIMESTAMPTZ)[]",
            "RecordType(VARBINARY a, TIMESTAMP_WITH_LOCAL_TIME_ZONE(6) b) ARRAY java.sql.Array 0 0",
            "[{a: '\\x00a'::BLOB, b: '2024-02-29 12:34:56.123456+00'::TIMESTAMPTZ}, NULL]"),
        nested(
            "map",
            "MAP(VARCHAR, INTEGER)",
            "(VARCHAR, INTEGER) MAP java.lang.Object 0 0",
            "MAP {}",
            "MAP {'k': 1, 'z,': NULL}"),
        nested(
            "map_of_lists",
            "MAP(INTEGER, DATE[])",
            "(INTEGER, DATE ARRAY) MAP java.lang.Object 0 0",
            "MAP {1: ['2024-02-29'::DATE, NULL]}"),
        nested(
            "enums",
            "ENUM('small', 'Medium')[]",
            "VARCHAR ARRAY java.sql.Array 0 0",
            "['small', NULL, 'Medium']",
            "[]"),
        nested(
            "struct_of_enum",
            "STRUCT(a INTEGER, m ENUM('small', 'Medium'))",
            "STRUCT java.lang.Object 0 0",
            "{a: 1, m: 'Medium'}",
            "{a: NULL, m: NULL}"));
  }

  private static TypeCase same(String name, String duckDb, String metaData, String... values) {
    return new TypeCase(name, duckDb, metaData, Mapping.SAME, List.of(values));
  }

  private static TypeCase text(String name, String duckDb, String... values) {
    return new TypeCase(name, duckDb, TEXT_META, Mapping.TEXT, List.of(values));
  }

  private static TypeCase nested(String name, String duckDb, String metaData, String... values) {
    return new TypeCase(name, duckDb, metaData, Mapping.NESTED, List.of(values));
  }

  /** The script of the fixture {@code edges}: a table for each type. */
  static String script() {
    return all().stream().map(TypeCase::create).collect(Collectors.joining());
  }

  String table() {
    return "edge_" + name;
  }

  private String create() {
    String rows =
        values.stream()
            .map(value -> "((" + value + ")::" + duckDb + ")")
            .collect(Collectors.joining(", "));
    return """
        CREATE TABLE %1$s (id INTEGER NOT NULL, v %2$s);
        INSERT INTO %1$s SELECT i, v FROM (
          SELECT row_number() OVER (ORDER BY r, n)::INTEGER AS i, v
          FROM (SELECT row_number() OVER () AS n, v FROM (VALUES %3$s, (NULL)) AS w(v)), range(%4$d) AS q(r)
        );
        """
        .formatted(table(), duckDb, rows, REPEATED);
  }

  /**
   * A query in the oracle's SQL, in which V is the column: what Calcite knows as text is shown as
   * text, and compared as what it is where that makes a difference.
   */
  String inDuckDb(String pattern) {
    if (mapping != Mapping.TEXT) {
      return pattern.replace("V", "v");
    }
    if (!VALUES_UNLIKE_TEXTS.contains(name)) {
      return pattern.replace("V", "v::VARCHAR");
    }
    return pattern
        .replace("select V,", "select v::VARCHAR,")
        .replace("min(V), max(V)", "min(v)::VARCHAR, max(v)::VARCHAR")
        .replaceAll("(coalesce\\(.*\\)) from T where id <=", "$1::VARCHAR from T where id <=")
        .replaceAll("\\bV\\b", "v");
  }

  /** Whether Calcite's own rules let the type into such a query. */
  boolean allows(String pattern) {
    if (mapping != Mapping.NESTED) {
      return true;
    }
    boolean isList = duckDb.endsWith("]");
    return !pattern.contains("min(") || isList;
  }

  /** Whether its values can be bound: a text is that of a union's texts, not of its numbers. */
  boolean isParameter() {
    return mapping != Mapping.NESTED
        && !Set.of(
                "float",
                "double",
                "date",
                "timestamp",
                "timestamptz",
                "timestamp_ns",
                "uhugeint",
                "union")
            .contains(name);
  }

  /** Floating-point numbers are text as in Java, decimals have a digit before their point. */
  String asDuckDbWrites(String text) {
    return switch (name) {
      case "float" -> ValueText.of(Float.valueOf(text));
      case "double" -> ValueText.of(Double.valueOf(text));
      case "decimal_38_38" -> text.replace("0.", ".");
      default -> text;
    };
  }

  /** The getters of the type agree with getObject. */
  void checkGetters(ResultSet row, Object object) throws SQLException {
    if (object instanceof Date date) {
      assertEquals(date, row.getDate(1));
      assertEquals(date.toLocalDate(), row.getObject(1, LocalDate.class));
    } else if (object instanceof Time time) {
      assertEquals(time, row.getTime(1));
      assertEquals(time.toLocalTime(), row.getObject(1, LocalTime.class));
    } else if (object instanceof Timestamp timestamp) {
      assertEquals(timestamp, row.getTimestamp(1));
      assertEquals(timestamp.toLocalDateTime(), row.getObject(1, LocalDateTime.class));
    } else if (object instanceof byte[] bytes) {
      assertArrayEquals(bytes, row.getBytes(1));
      assertEquals(bytes.length, row.getBlob(1).length());
    } else if (object instanceof BigDecimal decimal) {
      assertEquals(decimal, row.getBigDecimal(1));
    } else if (object instanceof Double || object instanceof Float) {
      assertEquals(((Number) object).doubleValue(), row.getDouble(1));
      assertEquals(((Number) object).floatValue(), row.getFloat(1));
    } else if (object instanceof Number number) {
      assertEquals(number.longValue(), row.getLong(1));
      assertEquals(number.intValue(), row.getInt(1));
    } else if (object instanceof Boolean bool) {
      assertEquals(bool, row.getBoolean(1));
    } else if (object instanceof java.sql.Array array) {
      assertEquals(AnswerReader.value(array), AnswerReader.value(row.getArray(1)));
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
