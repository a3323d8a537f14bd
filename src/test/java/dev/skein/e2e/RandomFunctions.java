package dev.skein.e2e;

import dev.skein.e2e.RandomExpressions.Sql;
import dev.skein.e2e.RandomTables.Kind;
import java.util.Random;

/** Makes up calls of functions and operators, by the kind of their result. */
final class RandomFunctions {
  private final Random random;
  private final RandomExpressions terms;

  RandomFunctions(Random random, RandomExpressions terms) {
    this.random = random;
    this.terms = terms;
  }

  /** A call whose operands are at most so deep. */
  Sql operation(Kind kind, int depth) {
    Sql operation = any(kind, depth);
    return DuckDbCalls.canRun(operation) ? operation : terms.leaf(kind);
  }

  private Sql any(Kind kind, int depth) {
    return switch (kind) {
      case INTEGER -> integer(depth);
      case DECIMAL -> decimal();
      case DOUBLE -> approximate(depth);
      case TEXT -> text(depth);
      case DATE -> date();
      case TIMESTAMP -> timestamp();
      case LIST -> someList();
      case TIME, UUID, BLOB, INSTANT, ENUM, BIG, FLOATING, FAR, LONG, OPAQUE -> terms.leaf(kind);
      case BOOLEAN -> terms.predicate(depth);
    };
  }

  /** A call that is true or false. */
  Sql condition(int depth) {
    Sql condition = anyCondition(depth);
    return DuckDbCalls.canRun(condition) ? condition : terms.column(Kind.BOOLEAN);
  }

  private Sql anyCondition(int depth) {
    Sql text = terms.value(Kind.TEXT, depth);
    return switch (random.nextInt(8)) {
      case 4 -> Sql.format("contains(%s, %s)", terms.column(Kind.TEXT), terms.leaf(Kind.TEXT));
      case 5 ->
          Sql.format(
              "regexp_matches(%s, '" + pick("a.*", "^[ab]+$", "x.y", "") + "')",
              terms.column(Kind.TEXT));
      case 6 -> Sql.format("list_contains(%s, %s)", list(), terms.literal(Kind.INTEGER));
      case 7 ->
          Sql.format(
              "(%s " + pick("=", "<>", "is distinct from") + " %s)",
              terms.predicate(depth - 1).withoutParameters(),
              terms.column(Kind.BOOLEAN));
      case 0 -> Sql.format("(%s ilike '" + pick("a%%", "%%B%%", "ü", "_") + "')", text);
      case 1 -> Sql.format("starts_with(%s, %s)", text, affix());
      case 2 -> Sql.format("ends_with(%s, %s)", text, affix());
      default ->
          Sql.format(
              "((%1$s, %2$s) = (%3$s, %4$s))",
              terms.vocabulary() == Vocabulary.PLAIN
                  ? "((%1$s = %3$s) and (%2$s = %4$s))"
                  : "((%1$s, %2$s) = (%3$s, %4$s))",
              terms.column(Kind.INTEGER),
              terms.column(Kind.TEXT),
              terms.literal(Kind.INTEGER),
              terms.literal(Kind.TEXT));
    };
  }

  /** Where a text begins or ends; DuckDB (2.0.0) finds that some NULLs begin with ''. */
  private Sql affix() {
    return random.nextBoolean()
        ? terms.column(Kind.TEXT)
        : Sql.of("'" + pick("a", "ab", "it''s", "ü") + "'");
  }

  private Sql integer(int depth) {
    Sql wide = Sql.format("cast(%s as bigint)", terms.value(Kind.INTEGER, depth));
    int literal = 2 + random.nextInt(9);
    return switch (random.nextInt(31)) {
      case 20 -> Sql.format("strpos(%s, %s)", terms.column(Kind.TEXT), terms.literal(Kind.TEXT));
      case 21 -> Sql.format("(%s %% " + literal + ")", wide);
      case 22 -> Sql.format("sign(%s)", terms.column(pick(Kind.INTEGER, Kind.DECIMAL)));
      case 23 -> Sql.format("%s[" + pick("1", "2", "9") + "]", list());
      case 24 ->
          Sql.format("levenshtein(%s, %s)", terms.column(Kind.TEXT), terms.literal(Kind.TEXT));
      case 25 ->
          Sql.format(
              "date_part('" + pick("year", "dow", "isodow", "day", "decade") + "', %s)",
              terms.column(pick(Kind.DATE, Kind.TIMESTAMP)));
      case 26 -> Sql.format("sign(%s)", terms.column(Kind.DOUBLE));
      case 27 -> Sql.format("(%s & %s)", wide, Sql.of("" + literal));
      case 28 -> Sql.format("list_position(%s, 7)", list());
      case 29 -> Sql.format("try_cast(%s as integer)", terms.column(Kind.TEXT));
      case 30 ->
          Sql.format(
              "date_diff('" + pick("month", "hour", "week") + "', %s, %s)",
              terms.column(Kind.TIMESTAMP),
              terms.literal(Kind.TIMESTAMP));
      case 17 -> Sql.format("cast(%s as integer)", terms.predicate(depth));
      case 18 -> Sql.format("cast(cast(%s as varchar) as integer)", wide);
      case 19 -> Sql.format("cast(round(%s) as bigint)", terms.column(Kind.DOUBLE));
      case 0 -> Sql.format("(%s + %s)", wide, terms.leaf(Kind.INTEGER));
      case 1 -> Sql.format("(%s - %s)", wide, terms.leaf(Kind.INTEGER));
      case 2 -> Sql.format("(%s * " + literal + ")", wide);
      case 3 -> Sql.format("(%s / " + literal + ")", "(%s // " + literal + ")", wide);
      case 4 -> Sql.format("mod(%s, " + literal + ")", wide);
      case 5 -> Sql.format("abs(%s)", wide);
      case 6 -> Sql.format("char_length(%s)", terms.value(Kind.TEXT, depth));
      case 7 ->
          Sql.format(
              "extract("
                  + pick("year", "month", "day", "quarter", "week", "doy", "isodow")
                  + " from %s)",
              terms.value(Kind.DATE, depth));
      case 8 ->
          Sql.format(
              "extract(" + pick("year", "hour", "minute", "second") + " from %s)",
              terms.value(Kind.TIMESTAMP, depth));
      case 9 ->
          Sql.format("extract(dow from %s)", "(extract(dow from %s) + 1)", terms.column(Kind.DATE));
      case 10 ->
          Sql.format(
              "cast(%s as bigint)",
              terms.vocabulary() == Vocabulary.PLAIN
                  ? "cast(trunc(%s) as bigint)"
                  : "cast(%s as bigint)",
              terms.column(pick(Kind.DOUBLE, Kind.DECIMAL)));
      case 11 -> Sql.format("ascii(%s)", terms.column(Kind.TEXT));
      case 12 -> Sql.format("greatest(%s, %s)", wide, terms.leaf(Kind.INTEGER));
      case 13 -> Sql.format("least(%s, %s)", wide, terms.leaf(Kind.INTEGER));
      case 14 ->
          Sql.format(
              "timestampdiff(day, %s, %s)",
              "date_diff('day', %s, %s)", terms.column(Kind.DATE), terms.column(Kind.DATE));
      case 15 -> Sql.format("cardinality(%s)", "len(%s)", list());
      default -> Sql.format("position('b' in %s)", terms.column(Kind.TEXT));
    };
  }

  /** A list, or one that holds a number where there is none. */
  private Sql list() {
    Sql list = terms.column(Kind.LIST);
    return list.calcite().startsWith("cast")
        ? Sql.format("array[%s]", "[%s]", Sql.of("" + random.nextInt(3)))
        : list;
  }

  private Sql someList() {
    return pick(
        Sql.format("list_sort(%s)", list()),
        Sql.format("%s[1:2]", list()),
        Sql.format("list_concat(%s, %s)", list(), list()),
        Sql.format(
            "array[%s, %s]", "[%s, %s]", terms.column(Kind.INTEGER), terms.leaf(Kind.INTEGER)),
        Sql.format("array_reverse(%s)", "list_reverse(%s)", list()),
        terms.leaf(Kind.LIST));
  }

  private Sql decimal() {
    Sql column = terms.column(Kind.DECIMAL);
    return pick(
        Sql.format("(%s + %s)", column, terms.column(Kind.DECIMAL)),
        Sql.format("(%s - %s)", column, terms.literal(Kind.DECIMAL)),
        Sql.format("(- %s)", column),
        Sql.format("abs(%s)", column),
        Sql.format("(%s * %s)", column, terms.literal(Kind.DECIMAL)),
        Sql.format("cast(%s as decimal(14, 1))", column),
        Sql.format("cast(%s as decimal(20, 2))", terms.column(Kind.INTEGER)),
        Sql.format("mod(%s, 7)", column),
        Sql.format("round(%s, " + random.nextInt(4) + ")", column),
        Sql.format("round(%s)", column),
        Sql.format("cast(%s as decimal(32, 6))", terms.column(Kind.INTEGER)),
        Sql.format("cast(%s as decimal(12, 3))", terms.column(Kind.DOUBLE)),
        Sql.format("greatest(%s, %s)", column, terms.column(Kind.DECIMAL)),
        Sql.format("(%s * %s)", column, Sql.of("2")));
  }

  private Sql approximate(int depth) {
    Sql value = terms.value(Kind.DOUBLE, depth);
    return pick(
        Sql.format("(%s + %s)", value, terms.leaf(Kind.DOUBLE)),
        Sql.format("(%s - %s)", value, terms.leaf(Kind.DOUBLE)),
        Sql.format("(%s * 2.0e0)", value),
        Sql.format("(%s / 4.0e0)", value),
        Sql.format("abs(%s)", value),
        Sql.format("floor(%s)", value),
        Sql.format("ceil(%s)", value),
        Sql.format("trunc(%s)", value),
        Sql.format("round(%s, 1)", terms.column(Kind.DOUBLE)),
        Sql.format("(%s / 8.0)", terms.column(Kind.DECIMAL)),
        Sql.format("power(%s, 2)", terms.column(Kind.DOUBLE)),
        Sql.format("sqrt(abs(%s))", terms.column(Kind.INTEGER)),
        Sql.format("cast(%s as double)", terms.column(pick(Kind.INTEGER, Kind.DECIMAL))));
  }

  private Sql text(int depth) {
    Sql inner = terms.value(Kind.TEXT, depth);
    return switch (random.nextInt(28)) {
      case 20 -> Sql.format("translate(%s, 'ab', 'xy')", terms.column(Kind.TEXT));
      case 21 -> Sql.format("regexp_replace(%s, '[ab]', 'z')", terms.column(Kind.TEXT));
      case 22 ->
          Sql.format("concat_ws('-', %s, %s)", terms.column(Kind.TEXT), terms.leaf(Kind.TEXT));
      case 23 -> Sql.format("substr(%s, -2, 2)", terms.column(Kind.TEXT));
      case 24 -> Sql.format("trim(%s)", terms.column(Kind.LONG));
      case 25 ->
          Sql.format("strftime(%s, '%%Y-%%m')", terms.column(pick(Kind.DATE, Kind.TIMESTAMP)));
      case 26 -> Sql.format("md5(%s)", terms.column(Kind.TEXT));
      case 27 -> Sql.format("left(%s, -1)", terms.column(Kind.TEXT));
      // Calcite alone computes this one, so that what is around it is planned for both.
      case 17 -> Sql.format("cast(%s + 1000.5e0 as varchar)", terms.column(Kind.DOUBLE));
      case 18 -> Sql.format("coalesce(%s, %s, 'a')", terms.leaf(Kind.TEXT), inner);
      case 19 -> Sql.format("cast(%s as varchar)", terms.column(Kind.TIMESTAMP));
      case 0 -> Sql.format("upper(%s)", inner);
      case 1 -> Sql.format("lower(%s)", inner);
      case 2 ->
          Sql.format(
              "substring(%s from " + (1 + random.nextInt(3)) + " for " + random.nextInt(4) + ")",
              inner);
      case 3 -> Sql.format("(%s || %s)", inner, terms.leaf(Kind.TEXT));
      case 4 -> Sql.format("replace(%s, 'a', 'bc')", inner);
      case 5 -> Sql.format("trim(" + pick("both", "leading", "trailing") + " 'a' from %s)", inner);
      case 6 -> Sql.format("left(%s, " + random.nextInt(4) + ")", inner);
      case 7 -> Sql.format("right(%s, " + random.nextInt(4) + ")", inner);
      case 8 -> Sql.format(pick("lpad", "rpad") + "(%s, 3, 'xy')", inner);
      case 9 -> Sql.format("repeat(%s, " + random.nextInt(3) + ")", inner);
      case 10 -> Sql.format("reverse(%s)", inner);
      case 11 ->
          Sql.format("split_part(%s, 'b', " + (1 + random.nextInt(2)) + ")", terms.leaf(Kind.TEXT));
      case 12 -> Sql.format("cast(%s as varchar)", terms.column(Kind.DATE));
      case 13 -> Sql.format("upper(cast(%s as varchar))", terms.column(Kind.BOOLEAN));
      case 14 -> Sql.format("cast(%s as varchar(2))", "left(%s, 2)", inner);
      case 15 -> Sql.format("concat(%s, %s)", inner, terms.leaf(Kind.TEXT));
      default -> Sql.format("cast(%s as varchar)", terms.column(Kind.INTEGER));
    };
  }

  private Sql date() {
    Sql column = terms.column(Kind.DATE);
    int count = 1 + random.nextInt(40);
    return switch (random.nextInt(7)) {
      case 5 -> Sql.format("make_date(2020, " + (1 + count % 12) + ", " + (1 + count % 28) + ")");
      case 6 ->
          Sql.format(
              "cast(%s as date)",
              Sql.format("(%s - interval '" + count + "' day)", terms.column(Kind.TIMESTAMP)));
      case 0 -> Sql.format("cast(%s - interval '" + count + "' month as date)", column);
      case 1 -> Sql.format("cast(%s as date)", terms.column(Kind.TIMESTAMP));
      case 2 -> Sql.format("last_day(%s)", column);
      case 3 -> {
        String unit = pick("month", "year", "quarter");
        yield Sql.format(
            "floor(%s to " + unit + ")", "cast(date_trunc('" + unit + "', %s) as date)", column);
      }
      default ->
          Sql.format(
              "cast(%s + interval '" + count + "' day as date)", "(%s + " + count + ")", column);
    };
  }

  private Sql timestamp() {
    Sql column = terms.column(Kind.TIMESTAMP);
    String unit = pick("hour", "minute", "day", "month");
    return switch (random.nextInt(8)) {
      case 6 -> Sql.format("date_trunc('" + unit + "', %s)", column);
      case 7 ->
          Sql.format(
              "(%s + interval '1' " + unit + " * " + (random.nextInt(60) - 20) + ")", column);
      case 0 -> Sql.format("(%s - interval '90' minute)", column);
      case 1 -> Sql.format("cast(%s as timestamp)", terms.column(Kind.DATE));
      case 2 -> Sql.format("floor(%s to " + unit + ")", "date_trunc('" + unit + "', %s)", column);
      case 3 -> Sql.format("(%s + interval '7' month)", column);
      case 4 ->
          Sql.format(
              "timestampadd(" + unit + ", 3, %s)", "(%s + interval '3' " + unit + ")", column);
      default -> Sql.format("(%s + interval '5' hour)", column);
    };
  }

  @SafeVarargs
  private final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
