package dev.skein.calcite.parser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.calcite.sql.dialect.AnsiSqlDialect;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.junit.jupiter.api.Test;

class SkeinParserTest {

  @Test
  void listsBecomeArrays() throws SqlParseException {
    assertRead("SELECT ARRAY[1, 2], `x`[1]", "SELECT [1, 2], x[1]");
    assertRead("SELECT (`x` :: INTEGER ARRAY)", "SELECT x::INTEGER[]");
  }

  @Test
  void aCastBehindAValueIsOfThatValueAlone() throws SqlParseException {
    assertRead("SELECT `a` + (`b` :: INTEGER)", "SELECT a + b::INTEGER");
    assertRead("SELECT `a` = (`t`.`b` :: DECIMAL(3, 2))", "SELECT a = t.b::DECIMAL(3,2)");
    assertRead("SELECT 2 * ((`f`(`x`) :: INTEGER) :: BIGINT)", "SELECT 2 * f(x)::INTEGER::BIGINT");
  }

  @Test
  void structsBecomeCallsWithNames() throws SqlParseException {
    assertRead("SELECT `struct_pack`('a', 1, 'b c', 2)", "SELECT {'a': 1, \"b c\": 2}");
  }

  @Test
  void intervalsGetTheirUnitBehindThem() throws SqlParseException {
    assertRead("SELECT INTERVAL '3' DAY", "SELECT INTERVAL '3 days'");
    assertRead("SELECT INTERVAL '14' MONTH", "SELECT '1 year 2 months'::interval");
    assertRead("SELECT `n` * INTERVAL '1' DAY", "SELECT INTERVAL (n) DAY");
  }

  @Test
  void queriesMayBeginWithFrom() throws SqlParseException {
    assertRead("SELECT *\nFROM `t`", "FROM t");
    assertRead("SELECT `a`\nFROM `t`\nWHERE `b`", "FROM t SELECT a WHERE b");
  }

  @Test
  void aStatementMayEndWithSemicolonsAndComments() throws SqlParseException {
    assertRead("SELECT `a`", "select a;");
    assertRead("SELECT `a`", "select a; ; -- that is all\n/* ; */");
  }

  @Test
  void allColumnsAreListed() throws SqlParseException {
    assertRead(
        "SELECT `a`, SUM(`b`)\nFROM `t`\nGROUP BY `a`", "SELECT a, sum(b) FROM t GROUP BY ALL");
    assertRead("SELECT `a`, `b`\nFROM `t`\nORDER BY 1, 2", "SELECT a, b FROM t ORDER BY ALL");
  }

  @Test
  void seriesInAFromAreUnnested() throws SqlParseException {
    assertRead("SELECT *\nFROM UNNEST(`range`(3)) AS `r` (`r`)", "SELECT * FROM range(3) r");
  }

  @Test
  void groupingSetsAreListedWhereAKeyStandsTwice() throws SqlParseException {
    assertRead(
        "SELECT *\nFROM `t`\nGROUP BY GROUPING SETS((`a`, `a`), (`a`), ())",
        "SELECT * FROM t GROUP BY ROLLUP(a, a)");
    assertRead("SELECT *\nFROM `t`\nGROUP BY ROLLUP(`a`, `b`)", "FROM t GROUP BY ROLLUP(a, b)");
  }

  @Test
  void whatCalciteWritesStaysAsItIs() throws SqlParseException {
    assertRead(
        "SELECT EXTRACT(YEAR FROM `d`), TRIM(BOTH ' ' FROM `s`), ARRAY[1]",
        "SELECT EXTRACT(YEAR FROM d), TRIM(s), ARRAY[1]");
    assertRead(
        "SELECT *\nFROM `t`\nWHERE `a` IS DISTINCT FROM `b`",
        "SELECT * FROM t WHERE a IS DISTINCT FROM b");
  }

  @Test
  void errorsNameThePlaceInTheUsersText() {
    SqlParseException error =
        assertThrows(SqlParseException.class, () -> read("SELECT [1, 2] FROM t WHERE )"));
    assertEquals(22, error.getPos().getColumnNum());
  }

  @Test
  void aDoubleSlashIsRefusedAndNotTakenForAComment() throws SqlParseException {
    SqlParseException e =
        assertThrows(SqlParseException.class, () -> read("SELECT 1,\n  7 // 2 FROM t"));
    assertEquals("line 2, column 5", e.getPos().toString());
    assertRead("SELECT 'a//b', `x//y`", "SELECT 'a//b', \"x//y\" -- //\n /* // */");
  }

  private static void assertRead(String expected, String sql) throws SqlParseException {
    assertEquals(expected, read(sql));
  }

  private static String read(String sql) throws SqlParseException {
    return SqlParser.create(
            sql,
            SqlParser.config()
                .withParserFactory(SkeinParser.FACTORY)
                .withUnquotedCasing(org.apache.calcite.avatica.util.Casing.UNCHANGED))
        .parseQuery()
        .toSqlString(config -> config.withDialect(AnsiSqlDialect.DEFAULT))
        .getSql();
  }
}
