package dev.skein.e2e;

import dev.skein.e2e.RandomExpressions.Sql;
import dev.skein.e2e.RandomTables.Kind;
import dev.skein.e2e.RandomTables.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes up sub-queries in expressions, correlated with the rows around them or not. */
final class RandomSubQueries {
  private final Random random;
  private final List<Table> tables;
  private final RandomExpressions outside;
  private final String prefix;
  private int aliases;

  /**
   * @param outside what may be referred to from inside
   * @param prefix of aliases, of which each nesting needs another
   */
  RandomSubQueries(Random random, List<Table> tables, RandomExpressions outside, String prefix) {
    this.random = random;
    this.tables = tables;
    this.outside = outside;
    this.prefix = prefix;
  }

  /** A FROM clause with its filter, and what a SELECT over it may use. */
  private record Inner(String from, Sql filter, Sql correlated, RandomExpressions inside) {
    Sql where(boolean correlate) {
      return Sql.format("%s where %s", Sql.of(from), correlate ? correlated : filter);
    }
  }

  /** A condition with a sub-query. */
  Sql predicate() {
    Kind kind =
        outside.vocabulary() == Vocabulary.PLAIN
            ? pick(Kind.INTEGER, Kind.TEXT, Kind.DATE)
            : pick(Kind.INTEGER, Kind.TEXT, Kind.DATE, Kind.DECIMAL, Kind.ENUM);
    int form = random.nextInt(13);
    // DuckDB 2.0 has no correlated IN of several columns.
    Inner inner = inner(kind, form != 5);
    RandomExpressions inside = inner.inside();
    Sql some = inner.where(random.nextInt(3) == 0);
    Sql value = outside.column(kind);
    return switch (form) {
      case 9 ->
          Sql.format(
              "(%1$s "
                  + pick("in", "not in")
                  + " (select %2$s%3$s group by %2$s having count(*) > 1))",
              value,
              inside.column(kind),
              some);
      case 10 ->
          Sql.format(
              "(%s in (select %s%s " + pick("union", "union all", "except") + " select %s%s))",
              value,
              inside.column(kind),
              // DuckDB would compute the other branch for each value outside.
              inner.where(false),
              inside.column(kind),
              inner.where(false));
      case 11 ->
          Sql.format(
              "(%1$s " + pick("=", ">") + " (select %2$s%3$s order by %2$s nulls last limit 1))",
              value,
              inside.column(kind),
              some);
      case 12 ->
          Sql.format(
              "((%s in (select %s%s)) is " + pick("null", "not true", "false", "not null") + ")",
              value,
              inside.column(kind),
              some);
      case 0 -> Sql.format("(%s in (select %s%s))", value, inside.column(kind), some);
      case 1 -> Sql.format("(%s not in (select %s%s))", value, inside.column(kind), some);
      case 2 -> Sql.format("exists (select 1%s)", inner.where(true));
      case 3 -> Sql.format("not exists (select 1%s)", inner.where(true));
      case 4 ->
          Sql.format(
              "(%s "
                  + pick("<", ">=", "=", "<>")
                  + " "
                  + pick("all", "any", "some", "any")
                  + " (select %s%s))",
              value,
              inside.column(kind),
              some);
      case 5 ->
          Sql.format(
              "((%s, %s) " + pick("in", "not in") + " (select %s, %s%s))",
              value,
              outside.column(Kind.INTEGER),
              inside.column(kind),
              inside.column(Kind.INTEGER),
              inner.where(false));
      case 6 ->
          Sql.format(
              "(%1$s "
                  + pick("<", ">", "<>")
                  + " (select "
                  + pick("count(*)", "count(distinct %2$s)", sum("%2$s"))
                  + "%3$s))",
              outside.column(Kind.INTEGER),
              inside.column(Kind.INTEGER),
              some);
      default ->
          Sql.format(
              "(%s " + pick("<", ">=", "=") + " (select " + pick("min", "max") + "(%s)%s))",
              value,
              inside.column(kind),
              some);
    };
  }

  /** A scalar sub-query as an integer. */
  Sql value() {
    Kind kind = pick(Kind.INTEGER, Kind.TEXT);
    Inner inner = inner(kind, true);
    return Sql.format(
        "(select "
            + pick("count(*)", sum("%1$s"), "max(%1$s)", "count(%1$s)", "count(*) + max(%1$s)")
            + "%2$s)",
        inner.inside().column(Kind.INTEGER),
        inner.where(random.nextInt(4) > 0));
  }

  /** The sum of a TINYINT is one, on jdbc:calcite. */
  private String sum(String summand) {
    return outside.vocabulary() == Vocabulary.PLAIN
        ? "sum(cast(" + summand + " as bigint))"
        : "sum(" + summand + ")";
  }

  /**
   * @param skipping whether a sub-query within this one may refer to what is around both
   */
  private Inner inner(Kind kind, boolean skipping) {
    Table table = RandomTables.pick(random, tables);
    String alias = prefix + aliases++;
    RandomExpressions inside =
        new RandomExpressions(random, outside.vocabulary(), RandomExpressions.fields(table, alias));
    Sql filter = inside.predicate(1);
    if (prefix.length() == 1 && random.nextInt(6) == 0) {
      List<RandomExpressions.Field> around = new ArrayList<>(inside.scope());
      if (skipping && table.small() && random.nextBoolean()) {
        around.addAll(outside.scope());
      }
      RandomExpressions scope = new RandomExpressions(random, outside.vocabulary(), around);
      filter =
          Sql.format(
              "%s and %s",
              filter, new RandomSubQueries(random, tables, scope, prefix + "s").predicate());
    }
    Sql correlated =
        Sql.format(
            "%s " + pick("=", "=", "=", "<", "is not distinct from") + " %s and %s",
            inside.column(kind),
            outside.column(kind),
            filter);
    return new Inner(" from " + table.name() + " as " + alias, filter, correlated, inside);
  }

  @SafeVarargs
  private final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
