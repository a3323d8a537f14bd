package dev.skein.calcite.lower.expression;

import static dev.skein.calcite.lower.expression.Template.Operand.BINARY;
import static dev.skein.calcite.lower.expression.Template.Operand.CHARACTERS;
import static dev.skein.calcite.lower.expression.Template.Operand.INTEGER;

import dev.skein.calcite.lower.text.DuckDbNames;
import dev.skein.calcite.lower.text.Literals;
import dev.skein.calcite.lower.text.NotInDuckDb;
import dev.skein.calcite.lower.text.Placeholders;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Functions of character strings. DuckDB counts negative positions from the end where Calcite takes
 * them as they are, so that positions that are not known to be positive are brought into range.
 */
final class StringFunctions {
  private static final String VARCHAR = "VARCHAR";
  private static final String LENGTH = "length({0})";

  private StringFunctions() {}

  static void addTo(IdentityHashMap<SqlOperator, ScalarFunction> table) {
    addLengths(table);
    addParts(table);
    addPads(table);
    addConcatenations(table);
    addHashes(table);

    table.put(SqlStdOperatorTable.UPPER, LetterCase::upper);
    table.put(SqlStdOperatorTable.LOWER, LetterCase::lower);
    table.put(SqlStdOperatorTable.INITCAP, LetterCase::initCap);
    table.put(SqlStdOperatorTable.TRIM, StringFunctions::trim);
    table.put(
        SqlStdOperatorTable.REPLACE,
        Template.of(VARCHAR, "replace({0}, {1}, {2})", CHARACTERS, CHARACTERS, CHARACTERS));
    table.put(
        SqlLibraryOperators.TRANSLATE3,
        Template.of(VARCHAR, "translate({0}, {1}, {2})", CHARACTERS, CHARACTERS, CHARACTERS));
    // DuckDB's reverse() keeps a letter and its combining marks together.
    Template reverse =
        Template.of(
            VARCHAR,
            "CASE WHEN strlen({0}) = length({0}) THEN reverse({0}) ELSE "
                + "array_to_string(list_reverse(regexp_extract_all({0}, '(?s).')), '') END",
            CHARACTERS);
    table.put(SqlLibraryOperators.REVERSE, reverse);
    table.put(SqlLibraryOperators.REVERSE_SPARK, reverse);
    table.put(
        SqlLibraryOperators.REPEAT, Template.of(VARCHAR, "repeat({0}, {1})", CHARACTERS, INTEGER));
    table.put(SqlLibraryOperators.SPACE, Template.of(VARCHAR, "repeat(' ', {0})", INTEGER));
    table.put(SqlLibraryOperators.CHR, Template.of(VARCHAR, "chr({0})", INTEGER));
    Template startsWith = Template.of("BOOLEAN", "starts_with({0}, {1})", CHARACTERS, CHARACTERS);
    table.put(SqlLibraryOperators.STARTS_WITH, startsWith);
    table.put(SqlLibraryOperators.STARTSWITH, startsWith);
    Template endsWith = Template.of("BOOLEAN", "ends_with({0}, {1})", CHARACTERS, CHARACTERS);
    table.put(SqlLibraryOperators.ENDS_WITH, endsWith);
    table.put(SqlLibraryOperators.ENDSWITH, endsWith);
  }

  private static void addLengths(IdentityHashMap<SqlOperator, ScalarFunction> table) {
    Template length = Template.of("BIGINT", LENGTH, CHARACTERS);
    for (SqlOperator operator :
        List.of(
            SqlStdOperatorTable.CHAR_LENGTH,
            SqlStdOperatorTable.CHARACTER_LENGTH,
            SqlLibraryOperators.LENGTH,
            SqlLibraryOperators.LEN)) {
      table.put(operator, length);
    }
    table.put(SqlStdOperatorTable.OCTET_LENGTH, Template.of("BIGINT", "octet_length({0})", BINARY));
    table.put(
        SqlLibraryOperators.BIT_LENGTH, Template.of("BIGINT", "(strlen({0}) * 8)", CHARACTERS));
    table.put(
        SqlStdOperatorTable.ASCII,
        Template.of("INTEGER", "CASE WHEN {0} = '' THEN 0 ELSE unicode({0}) END", CHARACTERS));
    Template position = Template.of("BIGINT", "instr({1}, {0})", CHARACTERS, CHARACTERS);
    table.put(SqlStdOperatorTable.POSITION, Template.byArity(position));
    Template instr = Template.of("BIGINT", "instr({0}, {1})", CHARACTERS, CHARACTERS);
    table.put(SqlLibraryOperators.STRPOS, Template.byArity(instr));
    table.put(SqlLibraryOperators.INSTR, Template.byArity(instr));
  }

  private static void addParts(IdentityHashMap<SqlOperator, ScalarFunction> table) {
    table.put(SqlStdOperatorTable.SUBSTRING, StringFunctions::substring);
    table.put(
        SqlLibraryOperators.LEFT,
        Template.of(
            VARCHAR, "left({0}, CASE WHEN {1} < 0 THEN 0 ELSE {1} END)", CHARACTERS, INTEGER));
    table.put(
        SqlLibraryOperators.RIGHT,
        Template.of(
            VARCHAR, "right({0}, CASE WHEN {1} < 0 THEN 0 ELSE {1} END)", CHARACTERS, INTEGER));
    table.put(
        SqlLibraryOperators.SPLIT_PART,
        Template.of(
            VARCHAR,
            "CASE WHEN {1} = '' THEN CASE WHEN {2} IN (1, -1) THEN {0} WHEN {2} IS NOT NULL THEN '' "
                + "END WHEN {2} = 0 THEN CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN '' END "
                + "ELSE split_part({0}, {1}, {2}) END",
            CHARACTERS,
            CHARACTERS,
            INTEGER));
    String outside =
        "{2} < 1 OR CAST({2} AS BIGINT) - 1 + {3} > length({0}) OR {2} - 1 > length({0})"
            + " OR CAST({2} AS BIGINT) - 1 + {3} < 0";
    String overlay =
        "CASE WHEN ("
            + outside
            + ") AND {0} IS NOT NULL AND {1} IS NOT NULL AND {2} IS NOT NULL AND {3} IS NOT NULL "
            + "THEN error('OVERLAY is out of the bounds of its string') ELSE "
            + "left({0}, {2} - 1) || {1} || substring({0}, {2} + {3}) END";
    table.put(
        SqlStdOperatorTable.OVERLAY,
        Template.byArity(
            Template.of(
                VARCHAR, overlay.replace("{3}", "length({1})"), CHARACTERS, CHARACTERS, INTEGER),
            Template.of(VARCHAR, overlay, CHARACTERS, CHARACTERS, INTEGER, INTEGER)));
  }

  private static void addPads(IdentityHashMap<SqlOperator, ScalarFunction> table) {
    for (boolean left : new boolean[] {true, false}) {
      String name = left ? "lpad" : "rpad";
      String negative =
          "CASE WHEN {1} < 0 AND {0} IS NOT NULL THEN error('A string has no negative length') ELSE "
              + name
              + "({0}, {1}, ' ') END";
      String general =
          "CASE WHEN ({1} < 0 OR {2} = '') AND {0} IS NOT NULL AND {1} IS NOT NULL AND {2} IS NOT "
              + "NULL THEN error('A string cannot be padded with nothing or to a negative length') "
              + "ELSE "
              + name
              + "({0}, {1}, {2}) END";
      table.put(
          left ? SqlLibraryOperators.LPAD : SqlLibraryOperators.RPAD,
          Template.byArity(
              Template.of(VARCHAR, negative, CHARACTERS, INTEGER),
              Template.of(VARCHAR, general, CHARACTERS, INTEGER, CHARACTERS)));
    }
  }

  private static void addConcatenations(IdentityHashMap<SqlOperator, ScalarFunction> table) {
    table.put(SqlStdOperatorTable.CONCAT, (call, writer) -> joined(call, " || ", "(", ")", writer));
    table.put(
        SqlLibraryOperators.CONCAT_FUNCTION,
        (call, writer) -> joined(call, " || ", "(", ")", writer));
    table.put(
        SqlLibraryOperators.CONCAT_FUNCTION_WITH_NULL,
        (call, writer) -> joined(call, ", ", "concat(", ")", writer));
    table.put(
        SqlLibraryOperators.CONCAT2,
        Template.of(
            VARCHAR,
            "CASE WHEN {0} IS NULL THEN {1} WHEN {1} IS NULL THEN {0} ELSE {0} || {1} END",
            CHARACTERS,
            CHARACTERS));
    table.put(
        SqlLibraryOperators.CONCAT_WS_POSTGRESQL,
        (call, writer) -> joined(call, ", ", "concat_ws(", ")", writer));
  }

  private static void addHashes(IdentityHashMap<SqlOperator, ScalarFunction> table) {
    table.put(SqlLibraryOperators.MD5, Template.of(VARCHAR, "md5({0})", CHARACTERS));
    table.put(SqlLibraryOperators.SHA1, Template.of(VARCHAR, "sha1({0})", CHARACTERS));
    table.put(SqlLibraryOperators.SHA256, Template.of(VARCHAR, "sha256({0})", CHARACTERS));
    table.put(SqlLibraryOperators.TO_HEX, Template.of(VARCHAR, "lower(hex({0}))", BINARY));
    table.put(SqlLibraryOperators.HEX, Template.of(VARCHAR, "lower(hex({0}))", CHARACTERS));
  }

  private static String joined(
      RexCall call, String separator, String prefix, String suffix, RexToDuckDb writer) {
    return call.getOperands().stream()
        .map(operand -> CHARACTERS.write(operand, writer))
        .collect(Collectors.joining(separator, prefix, suffix));
  }

  private static String substring(RexCall call, RexToDuckDb writer) {
    List<RexNode> operands = call.getOperands();
    String text = CHARACTERS.write(operands.get(0), writer);
    RexNode from = operands.get(1);
    String start = isPositive(from) ? writer.write(from) : atLeastOne(INTEGER.write(from, writer));
    if (operands.size() == 2) {
      return "substring(" + text + ", " + start + ")";
    }
    RexNode length = operands.get(2);
    if (isPositive(from) && isPositive(length)) {
      return "substring(" + text + ", " + start + ", " + writer.write(length) + ")";
    }
    return Placeholders.fill(
        "CASE WHEN {2} < 0 AND {0} IS NOT NULL AND {1} IS NOT NULL THEN "
            + "error('A string has no negative length') "
            + "WHEN {1} < 1 THEN left({0}, CASE WHEN CAST({1} AS BIGINT) + {2} < 1 THEN 0 "
            + "ELSE CAST({1} AS BIGINT) + {2} - 1 END) "
            + "ELSE substring({0}, {1}, {2}) END",
        text, INTEGER.write(from, writer), INTEGER.write(length, writer));
  }

  private static String atLeastOne(String position) {
    return "CASE WHEN " + position + " < 1 THEN 1 ELSE " + position + " END";
  }

  private static boolean isPositive(RexNode node) {
    return node instanceof RexLiteral literal
        && !literal.isNull()
        && SqlTypeUtil.isIntType(literal.getType())
        && Literals.number(literal).signum() > 0;
  }

  /** One character to trim; more of them are an error or a set, as the conformance says. */
  private static String trim(RexCall call, RexToDuckDb writer) {
    SqlTrimFunction.Flag flag =
        call.getOperands().get(0) instanceof RexLiteral literal
            ? literal.getValueAs(SqlTrimFunction.Flag.class)
            : null;
    String characters =
        call.getOperands().get(1) instanceof RexLiteral literal
            ? literal.getValueAs(String.class)
            : null;
    if (flag == null || characters == null || characters.length() != 1) {
      throw new NotInDuckDb(call, "trims other than one constant character");
    }
    String name =
        switch (flag) {
          case BOTH -> "trim";
          case LEADING -> "ltrim";
          case TRAILING -> "rtrim";
        };
    return name
        + "("
        + CHARACTERS.write(call.getOperands().get(2), writer)
        + ", "
        + DuckDbNames.literal(characters)
        + ")";
  }
}
