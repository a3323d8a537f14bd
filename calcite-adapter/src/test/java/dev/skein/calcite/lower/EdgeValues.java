package dev.skein.calcite.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The columns over which expressions are compared, each with the values at which engines disagree.
 * Values are DuckDB literals; Calcite gets what DuckDB makes of them, so that both compute on the
 * same.
 */
public final class EdgeValues {
  /** One column: its Calcite type, its DuckDB type and its values. */
  public record Column(String name, String calciteType, String duckDbType, List<String> values) {}

  private static final Map<String, Column> COLUMNS = new LinkedHashMap<>();

  static {
    add("t", "TINYINT", "TINYINT", "0", "1", "-1", "7", "127", "-128");
    add("h", "SMALLINT", "SMALLINT", "0", "1", "-1", "-7", "32767", "-32768");
    add(
        "i",
        "INTEGER",
        "INTEGER",
        "0",
        "1",
        "-1",
        "2",
        "-3",
        "7",
        "-8",
        "12",
        "100",
        "65537",
        "2147483647",
        "-2147483648");
    add(
        "l",
        "BIGINT",
        "BIGINT",
        "0",
        "1",
        "-1",
        "10",
        "-3",
        "4294967296",
        "9223372036854775807",
        "-9223372036854775808",
        "9007199254740993");
    add("p", "INTEGER", "INTEGER", "0", "1", "-1", "2", "-2", "3", "5", "20", "-20");
    add(
        "n",
        "DECIMAL(5, 2)",
        "DECIMAL(5,2)",
        "0",
        "1.25",
        "-1.25",
        "2.50",
        "-2.50",
        "0.05",
        "-0.05",
        "0.99",
        "999.99",
        "-999.99",
        "10");
    add(
        "m",
        "DECIMAL(15, 4)",
        "DECIMAL(15,4)",
        "0",
        "0.0001",
        "-0.0001",
        "1.5",
        "-1.5",
        "0.0050",
        "-0.0050",
        "12345678901.2345",
        "-99999999999.9999",
        "3");
    add(
        "w",
        "DECIMAL(38, 10)",
        "DECIMAL(38,10)",
        "0",
        "0.5",
        "-1.0000000001",
        "2",
        "1234567890123456789012345678.0123456789");
    add("k", "DECIMAL(20, 0)", "DECIMAL(20,0)", "0", "5", "-7", "99999999999999999999");
    add(
        "f",
        "REAL",
        "FLOAT",
        "0",
        "-0.0",
        "1.5",
        "-2.5",
        "0.1",
        "1e10",
        "3.4028234e38",
        "'NaN'",
        "'Infinity'",
        "'-Infinity'");
    add(
        "d",
        "DOUBLE",
        "DOUBLE",
        "0",
        "'-0.0'",
        "1",
        "-1",
        "0.5",
        "-0.5",
        "1.5",
        "2.5",
        "-2.5",
        "0.1",
        "1e15",
        "-1e15",
        "123456789.123",
        "1e300",
        "1e-300",
        "'NaN'",
        "'Infinity'",
        "'-Infinity'");
    add("e", "DOUBLE", "DOUBLE", "0", "1", "-1", "2", "0.5", "-3.75", "10", "0.001", "25");
    add("b", "BOOLEAN", "BOOLEAN", "true", "false");
    add("c", "BOOLEAN", "BOOLEAN", "true", "false");
    add(
        "s",
        "VARCHAR",
        "VARCHAR",
        "''",
        "' '",
        "'a'",
        "'abc'",
        "'ABC'",
        "'aBc def'",
        "'  ab  '",
        "'a_c'",
        "'a%c'",
        "'éà'",
        "'日本語'",
        "'it''s'",
        "'x\\y'",
        "'abcabc'",
        "'hello world'");
    add(
        "u", "VARCHAR", "VARCHAR", "''", "'a'", "'b'", "'bc'", "'abc'", "'%'", "'_'", "'a%'",
        "'%c'", "' '", "'o'", "'語'");
    add("v", "VARCHAR(5)", "VARCHAR", "''", "'a'", "'abcde'", "'ab   '", "' x'");
    add(
        "x",
        "VARCHAR",
        "VARCHAR",
        "'0'",
        "'1'",
        "'-1'",
        "' 12 '",
        "'1.5'",
        "'-2.5'",
        "'1e3'",
        "''",
        "'abc'",
        "'true'",
        "'FALSE'",
        "'t'",
        "'2147483648'",
        "'99999999999999999999'",
        "'+5'",
        "'1_000'",
        "'NaN'",
        "'Infinity'",
        "'.5'",
        "'5.'",
        "'0x10'",
        "'1 '",
        "'007'",
        "'-0'");
    add(
        "y",
        "VARCHAR",
        "VARCHAR",
        "'2020-02-29'",
        "'2020-2-9'",
        "'2021-02-29'",
        "' 2020-01-01 '",
        "'2020-01-01 10:20:30'",
        "'2020-01-01T10:20:30'",
        "'10:20:30'",
        "'10:20:30.123'",
        "'25:00:00'",
        "'2020-01-01 10:20:30.123456'",
        "''",
        "'abc'",
        "'0001-01-01'",
        "'9999-12-31'",
        "'1:2:3'",
        "'2020-13-01'",
        "'2020-01-01 10:20'",
        "'-2020-01-01'",
        "'10:20'");
    add("g", "CHAR(5)", "VARCHAR", "'     '", "'a    '", "'abcde'", "'ab  c'");
    add("o", "CHAR(3)", "VARCHAR", "'   '", "'a  '", "'abc'", "'ab '");
    add(
        "dt",
        "DATE",
        "DATE",
        "'1970-01-01'",
        "'1969-12-31'",
        "'2020-02-29'",
        "'2019-02-28'",
        "'2020-01-31'",
        "'2000-12-31'",
        "'2021-01-01'",
        "'2020-12-27'",
        "'0001-01-01'",
        "'9999-12-31'",
        "'1582-10-15'",
        "'1900-03-01'",
        "'2024-08-18'");
    add(
        "du",
        "DATE",
        "DATE",
        "'1970-01-01'",
        "'2020-02-28'",
        "'2020-03-31'",
        "'2019-12-31'",
        "'1995-06-17'",
        "'2021-02-28'");
    add(
        "ts",
        "TIMESTAMP(6)",
        "TIMESTAMP",
        "'1970-01-01 00:00:00'",
        "'1969-12-31 23:59:59.999'",
        "'2020-02-29 12:34:56.789'",
        "'2020-01-31 00:00:00'",
        "'2019-12-31 23:59:59'",
        "'0001-01-01 00:00:00'",
        "'9999-12-31 23:59:59'",
        "'2024-08-18 08:00:00.5'",
        "'1900-02-28 01:02:03.004'");
    add(
        "tu",
        "TIMESTAMP(6)",
        "TIMESTAMP",
        "'1970-01-01 00:00:00'",
        "'2020-02-28 12:34:56.788'",
        "'2020-03-31 23:59:59.999'",
        "'2019-01-31 00:00:00'",
        "'1969-07-20 20:17:40'");
    add("tm", "TIME(6)", "TIME", "'00:00:00'", "'23:59:59.999'", "'12:34:56'", "'01:02:03.004'");
    add("z", "VARBINARY", "BLOB", "''", "'\\x00'", "'abc'", "'\\xFF\\x00\\x01'");
  }

  private EdgeValues() {}

  public static Map<String, Column> columns() {
    return COLUMNS;
  }

  private static void add(String name, String calciteType, String duckDbType, String... values) {
    List<String> all = new ArrayList<>(Arrays.asList(values));
    all.add("NULL");
    COLUMNS.put(name, new Column(name, calciteType, duckDbType, List.copyOf(all)));
  }
}
