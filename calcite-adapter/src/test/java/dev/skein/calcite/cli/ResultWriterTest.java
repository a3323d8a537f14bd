package dev.skein.calcite.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.calcite.jdbc.value.StructValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultWriterTest {
  private static final StructValue STRUCT =
      new StructValue(List.of("a", "it's"), Arrays.asList(1, null));

  /** Each value beside the DuckDB expression that makes it. */
  private static final Object[][] VALUES = {
    {"plain", "'plain'"},
    {"a,b", "'a,b'"},
    {"say \"so\"", "'say \"so\"'"},
    {"two\nlines", "'two' || chr(10) || 'lines'"},
    {"cr\r", "'cr' || chr(13)"},
    {"#hash", "'#hash'"},
    {"", "''"},
    {" blanks ", "' blanks '"},
    {"NULL", "'NULL'"},
    {"é😀", "'é😀'"},
    {true, "true"},
    {-7L, "-7::BIGINT"},
    {new BigDecimal("1.50"), "1.50::DECIMAL(5,2)"},
    {new BigDecimal("0E-10"), "0::DECIMAL(20,10)"},
    {1e20, "1e20::DOUBLE"},
    {0.1f, "0.1::FLOAT"},
    {Double.NaN, "'nan'::DOUBLE"},
    {new byte[] {0, 'a', '"', '\'', '\\', ' ', (byte) 0xff}, "'\\x00a\\x22\\x27\\x5C \\xFF'::BLOB"},
    {Arrays.asList(1, null, 2), "[1, NULL, 2]"},
    {List.of(), "[]"},
    {
      List.of(
          "a b", "c,d", "it's", "", "null", " x", "x\t", "[x]", "a=b", "a:b", "\\", "(", "a\nb"),
      "['a b', 'c,d', 'it''s', '', 'null', ' x', 'x' || chr(9), '[x]', 'a=b', 'a:b', '\\', '(',"
          + " 'a' || chr(10) || 'b']"
    },
    {List.of(List.of("a"), List.of()), "[['a'], []]"},
    {List.of("2020-01-01 10:00:00"), "[TIMESTAMP '2020-01-01 10:00:00']"},
    {List.of(new byte[] {'a', 0}), "['a\\x00'::BLOB]"},
    {STRUCT, "{'a': 1, 'it''s': NULL}"},
    {Arrays.asList(STRUCT, null), "[{'a': 1, 'it''s': NULL}, NULL]"},
    {map(), "map {'k': 1.5::DOUBLE, 'k, 2': NULL}"},
    {List.of(1.5, 1e-7), "[1.5::DOUBLE, 1e-7]"},
  };

  @TempDir Path folder;

  @Test
  void csvIsByteForByteThatOfDuckDb() throws IOException, SQLException {
    Path file = folder.resolve("duckdb.csv");
    List<String> columns = new ArrayList<>();
    List<@Nullable Object> row = new ArrayList<>();
    for (int i = 0; i < VALUES.length; i++) {
      columns.add(VALUES[i][1] + " AS \"c" + i + "\"");
      row.add(VALUES[i][0]);
    }
    columns.add("NULL AS \"quoted, \"\"name\"\"\"");
    row.add(null);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT " + String.join(", ", columns) + ") TO '" + file + "' (FORMAT csv)");
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < VALUES.length; i++) {
      names.add("c" + i);
    }
    names.add("quoted, \"name\"");
    assertEquals(Files.readString(file), write(ResultFormat.CSV, names, List.of(row)));
  }

  @Test
  void csvOfOneNullColumnIsAnEmptyLine() throws IOException {
    assertEquals(
        "a\n\n\"\"\n",
        write(ResultFormat.CSV, List.of("a"), List.of(Arrays.asList((Object) null), List.of(""))));
  }

  @Test
  void jsonKeepsTheKindOfEachValue() throws IOException {
    assertEquals(
        """
        [
        {"n": 1, "d": 1.50, "f": 1e+20, "b": true, "s": "q\\"\\\\\\n\\u0001", "x": null, "l": [1, null], \
        "st": {"a": 1, "it's": null}, "m": {"k": 1.5, "k, 2": null}, "nan": "nan", "by": "\\\\x00"}
        ]
        """,
        write(
            ResultFormat.JSON,
            List.of("n", "d", "f", "b", "s", "x", "l", "st", "m", "nan", "by"),
            List.of(
                Arrays.asList(
                    1,
                    new BigDecimal("1.50"),
                    1e20,
                    true,
                    "q\"\\\n\u0001",
                    null,
                    Arrays.asList(1, null),
                    STRUCT,
                    map(),
                    Double.NaN,
                    new byte[] {0}))));
  }

  @Test
  void jsonLosesNoColumnToARepeatedName() throws IOException {
    assertEquals(
        "[\n{\"a\": 1, \"a_1\": 2, \"a_2\": 3}\n]\n",
        write(ResultFormat.JSON, List.of("a", "a", "a"), List.of(List.of(1, 2, 3))));
  }

  @Test
  void jsonOfNoRowsIsAnEmptyArray() throws IOException {
    assertEquals("[]\n", write(ResultFormat.JSON, List.of("a"), List.of()));
  }

  @Test
  void aTableAlignsNumbersRightAndCountsRows() throws IOException {
    StringBuilder out = new StringBuilder();
    ResultWriter writer = ResultFormat.TABLE.writer(out);
    writer.begin(List.of(new ResultColumn("name", false), new ResultColumn("n", true)));
    writer.row(List.of("é 日本", 12345));
    writer.row(Arrays.asList("two\nlines", null));
    writer.end();
    assertEquals(
        """
         name       | n
        ------------+-------
         é 日本     | 12345
         two\\nlines |  NULL
        (2 rows)
        """,
        out.toString());
  }

  @Test
  void aPlanIsShownLineByLine() throws IOException {
    assertEquals(
        " PLAN\n-----------\n Filter\n   Scan(t)\n(1 row)\n",
        write(ResultFormat.TABLE, List.of("PLAN"), List.of(List.of("Filter\n  Scan(t)\n"))));
  }

  @Test
  void aLongTableIsNotHeldBack() throws IOException {
    StringBuilder out = new StringBuilder();
    ResultWriter writer = ResultFormat.TABLE.writer(out);
    writer.begin(List.of(new ResultColumn("n", true)));
    for (int i = 0; i < TableWriter.SAMPLE; i++) {
      writer.row(List.of(i));
    }
    int written = out.length();
    assertTrue(written > 0);
    writer.row(List.of(123_456_789));
    assertEquals(" 123456789\n", out.substring(written));
    writer.end();
    assertTrue(out.toString().endsWith("(1001 rows)\n"));
  }

  @Test
  void markdownEscapesWhatWouldBreakTheTable() throws IOException {
    assertEquals(
        "| a | b\\|c |\n|---|---|\n| x\\|y | two<br>lines |\n|  | \\\\ |\n",
        write(
            ResultFormat.MARKDOWN,
            List.of("a", "b|c"),
            List.of(List.of("x|y", "two\nlines"), Arrays.asList(null, "\\"))));
  }

  private static String write(
      ResultFormat format, List<String> names, List<? extends List<@Nullable Object>> rows)
      throws IOException {
    StringBuilder out = new StringBuilder();
    ResultWriter writer = format.writer(out);
    writer.begin(names.stream().map(name -> new ResultColumn(name, false)).toList());
    for (List<@Nullable Object> row : rows) {
      writer.row(row);
    }
    writer.end();
    return out.toString();
  }

  private static Map<String, @Nullable Double> map() {
    Map<String, @Nullable Double> map = new LinkedHashMap<>();
    map.put("k", 1.5);
    map.put("k, 2", null);
    return map;
  }
}
