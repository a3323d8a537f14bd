package dev.skein.e2e;

import dev.skein.e2e.RandomExpressions.Sql;
import dev.skein.e2e.RandomTables.Kind;
import dev.skein.e2e.RandomTables.Table;
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
    Kind kind = pick(Kind.INTEGER, Kind.TEXT, Kind.DATE, Kind.DECIMAL, Kind.ENUM);
    Inner inner = inner(kind);
    RandomExpressions inside = inner.inside();
    Sql some = inner.where(random.nextInt(3) == 0);
    Sql value = outside.column(kind);
    return switch (random.nextInt(9)) {
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
              // DuckDB 2.0 has no correlated IN of several columns.
              inner.where(false));
      case 6 ->
          Sql.format(
              "(%1$s "
                  + pick("<", ">", "<>")
                  + " (select "
                  + pick("count(*)", "count(distinct %2$s)", "sum(%2$s)")
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
    Inner inner = inner(kind);
    return Sql.format(
        "(select "
            + pick("count(*)", "sum(%1$s)", "max(%1$s)", "count(%1$s)", "count(*) + max(%1$s)")
            + "%2$s)",
        inner.inside().column(Kind.INTEGER),
        inner.where(random.nextInt(4) > 0));
  }

  private Inner inner(Kind kind) {
    Table table = RandomTables.pick(random, tables);
    String alias = prefix + aliases++;
    RandomExpressions inside =
        new RandomExpressions(random, RandomExpressions.fields(table, alias));
    Sql filter = inside.predicate(1);
    if (prefix.length() == 1 && random.nextInt(6) == 0) {
      filter =
          Sql.format(
              "%s and %s",
              filter, new RandomSubQueries(random, tables, inside, prefix + "s").predicate());
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
