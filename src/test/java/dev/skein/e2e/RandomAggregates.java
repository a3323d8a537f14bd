package dev.skein.e2e;

import dev.skein.e2e.RandomExpressions.Sql;
import dev.skein.e2e.RandomTables.Kind;
import java.util.List;
import java.util.Random;

/** Makes up calls of aggregate functions. */
final class RandomAggregates {
  /**
   * A call and the kind of its result.
   *
   * @param approximate whether the last digits depend on the order in which rows are added
   */
  record Call(Sql sql, Kind kind, boolean approximate) {}

  private static final List<String> OF_ONE =
      List.of("avg", "stddev_pop", "stddev_samp", "var_pop", "var_samp", "stddev", "variance");
  private static final List<String> OF_TWO =
      List.of("covar_pop", "covar_samp", "regr_count", "regr_sxx", "regr_syy");

  private final Random random;
  private final RandomExpressions terms;

  RandomAggregates(Random random, RandomExpressions terms) {
    this.random = random;
    this.terms = terms;
  }

  /** A call, perhaps over some of the rows only. */
  Call call() {
    Call known = known();
    Call call = DuckDbCalls.canRun(known.sql()) ? known : exact(Kind.INTEGER, Sql.of("count(*)"));
    // Calcite 1.42 finds no type for a filtered percentile.
    return random.nextInt(5) == 0 && !call.sql().calcite().startsWith("percentile")
        ? new Call(
            Sql.format("%s filter (where %s)", call.sql(), terms.predicate(1)),
            call.kind(),
            call.approximate())
        : call;
  }

  private Call known() {
    Call call = unfiltered();
    return terms.vocabulary().allows(call.sql().calcite())
        ? call
        : exact(Kind.INTEGER, Sql.of("count(*)"));
  }

  private Call unfiltered() {
    String distinct = random.nextInt(4) == 0 ? "distinct " : "";
    return switch (random.nextInt(20)) {
      case 16 -> exact(Kind.INTEGER, Sql.format("count_if(%s)", bool()));
      case 17 ->
          exact(
              Kind.TEXT,
              Sql.format(
                  "string_agg(%1$s, ';' order by %1$s)",
                  terms.column(terms.hasColumn(Kind.LONG) ? Kind.LONG : Kind.TEXT)));
      case 18 ->
          terms.hasColumn(Kind.INTEGER)
              ? exact(
                  Kind.LIST,
                  Sql.format(
                      "list(%1$s order by %1$s" + pick("", " desc") + " nulls last)",
                      terms.column(Kind.INTEGER)))
              : exact(Kind.INTEGER, Sql.of("count(*)"));
      case 0, 1, 19 -> exact(Kind.INTEGER, Sql.of("count(*)"));
      case 2, 3 ->
          exact(Kind.INTEGER, Sql.format("count(" + distinct + "%s)", any(terms.anyKind())));
      case 4, 5, 6 -> {
        Kind number =
            terms.vocabulary() == Vocabulary.PLAIN
                ? Kind.INTEGER
                : pick(Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE);
        Sql summand = summand(number);
        boolean derived = number == Kind.DOUBLE && !addsUpExactly(summand);
        // The sum of a TINYINT is one, on jdbc:calcite.
        yield new Call(
            Sql.format(
                "sum(" + distinct + "%s)",
                terms.vocabulary() == Vocabulary.PLAIN
                    ? Sql.format("cast(%s as bigint)", summand)
                    : summand),
            number,
            derived);
      }
      case 7 -> {
        Kind number = pick(Kind.INTEGER, Kind.DOUBLE, Kind.DECIMAL);
        yield approximate(
            Sql.format(pick(OF_ONE.toArray(String[]::new)) + "(" + distinct + "%s)", any(number)));
      }
      case 8 ->
          approximate(
              Sql.format(
                  pick(OF_TWO.toArray(String[]::new)) + "(%s, %s)",
                  terms.column(pick(Kind.INTEGER, Kind.DOUBLE)),
                  terms.column(pick(Kind.INTEGER, Kind.DOUBLE))));
      case 9 -> exact(Kind.BOOLEAN, Sql.format(pick("bool_and", "bool_or") + "(%s)", bool()));
      case 10 -> text(distinct);
      case 11 -> quantile();
      case 12 -> countOfPairs();
      case 13 ->
          exact(Kind.INTEGER, Sql.format(pick("bit_and", "bit_or", "bit_xor") + "(%s)", bits()));
      default -> {
        Kind kind = terms.orderedKind();
        yield kind == Kind.BOOLEAN
            ? exact(Kind.BOOLEAN, Sql.format("every(%s)", "bool_and(%s)", bool()))
            : exact(kind, Sql.format(pick("min", "max") + "(" + distinct + "%s)", any(kind)));
      }
    };
  }

  private Sql any(Kind kind) {
    return terms.value(kind, 1);
  }

  private Sql bool() {
    return terms.value(Kind.BOOLEAN, 1);
  }

  private Sql bits() {
    return Sql.format("cast(%s as bigint)", terms.column(Kind.INTEGER));
  }

  /** Only the multiples of 1/8 that tables hold add up exactly in any order. */
  static boolean addsUpExactly(Sql doubles) {
    return doubles.calcite().matches("\\w+\\.double_\\d|-?[\\d.]+e0");
  }

  /** Products and quotients have more digits than sums of them add up exactly. */
  private Sql summand(Kind number) {
    return number == Kind.DOUBLE ? terms.column(number) : any(number);
  }

  /** Equal texts are alike, so that an order by the text itself is total. */
  private Call text(String distinct) {
    Sql column = terms.column(Kind.TEXT);
    String order = pick("", " desc") + pick(" nulls first", " nulls last");
    return new Call(
        Sql.format(
            "listagg(" + distinct + "%1$s, ';') within group (order by %1$s" + order + ")",
            "listagg(" + distinct + "%1$s, ';' order by %1$s" + order + ")",
            column),
        Kind.TEXT,
        false);
  }

  private Call quantile() {
    // Of integers, Calcite's percentiles are integers.
    Sql column = terms.column(Kind.DOUBLE);
    if (!terms.hasColumn(Kind.DOUBLE)) {
      // DuckDB refuses to sort by a constant.
      return exact(Kind.INTEGER, Sql.of("count(*)"));
    }
    return approximate(
        Sql.format(
            pick("percentile_cont(0.5)", "percentile_disc(0.25)", "percentile_cont(0.9)")
                + " within group (order by %s"
                + pick("", " desc")
                + ")",
            column));
  }

  /** Calcite counts pairs without NULLs, DuckDB would count rows of two. */
  private Call countOfPairs() {
    return exact(
        Kind.INTEGER,
        Sql.format(
            "count(distinct %1$s, %2$s)",
            "count(distinct case when %1$s is not null and %2$s is not null"
                + " then row(%1$s, %2$s) end)",
            terms.column(Kind.INTEGER),
            terms.column(Kind.TEXT)));
  }

  private static Call exact(Kind kind, Sql sql) {
    return new Call(sql, kind, false);
  }

  private static Call approximate(Sql sql) {
    return new Call(sql, Kind.DOUBLE, true);
  }

  @SafeVarargs
  private final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
