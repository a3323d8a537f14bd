package dev.skein.e2e;

import dev.skein.e2e.RandomExpressions.Sql;
import dev.skein.e2e.RandomTables.Kind;
import java.util.List;
import java.util.Random;

/** Makes up window functions. What depends on the order of rows has unique keys. */
final class RandomWindows {
  private static final String[] DIRECTIONS = {
    " nulls first", " nulls last", " desc nulls last", " desc nulls first"
  };

  /**
   * A call whose result is a number.
   *
   * @param approximate whether the last digits depend on the order in which rows are added
   */
  record Call(Sql sql, boolean approximate) {}

  private final Random random;
  private final RandomExpressions terms;
  private final List<String> uniqueKeys;

  RandomWindows(Random random, RandomExpressions terms, List<String> uniqueKeys) {
    this.random = random;
    this.terms = terms;
    this.uniqueKeys = uniqueKeys;
  }

  Call call() {
    Kind kind =
        terms.vocabulary() == Vocabulary.PLAIN
            ? Kind.INTEGER
            : pick(Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE);
    Sql value = terms.column(kind);
    Sql call = of(value);
    return terms.vocabulary().allows(call.calcite())
        ? new Call(
            call,
            call.calcite().startsWith("sum(")
                && kind == Kind.DOUBLE
                && !RandomAggregates.addsUpExactly(value))
        : new Call(Sql.format("count(%s) over ()", terms.column(Kind.INTEGER)), false);
  }

  private Sql of(Sql value) {
    Sql partition =
        random.nextInt(3) == 0
            ? Sql.of("")
            : Sql.format(
                "partition by %s ", terms.column(pick(Kind.TEXT, Kind.BOOLEAN, Kind.DATE)));
    return uniqueKeys.isEmpty() || random.nextBoolean()
        ? overPeers(value, partition)
        : overRows(value, partition);
  }

  private Sql overRows(Sql value, Sql partition) {
    String order = String.join(" nulls last, ", uniqueKeys) + " nulls last";
    String window = "over (%sorder by " + order;
    return switch (random.nextInt(8)) {
      case 7 ->
          Sql.format(pick("lag", "lead") + "(%s, 3, %s) " + window + ")", value, value, partition);
      case 0 -> Sql.format("row_number() " + window + ")", partition);
      case 1 -> Sql.format("lag(%s) " + window + ")", value, partition);
      case 2 -> Sql.format("lead(%s, 2) " + window + ")", value, partition);
      case 3 -> Sql.format("ntile(5) " + window + ")", partition);
      case 4 -> {
        String name = pick("lag", "lead");
        yield Sql.format(
            name + "(%s) ignore nulls " + window + ")",
            name + "(%s ignore nulls) " + window + ")",
            value,
            partition);
      }
      case 5 ->
          Sql.format(
              pick("first_value(%s) ", "last_value(%s) ", "nth_value(%s, 2) ")
                  + window
                  + rows()
                  + ")",
              value,
              partition);
      default -> Sql.format(pick(aggregates()) + "(%s) " + window + rows() + ")", value, partition);
    };
  }

  /** The sum of a TINYINT is one on {@code jdbc:calcite:}. */
  private String[] aggregates() {
    return terms.vocabulary() == Vocabulary.PLAIN
        ? new String[] {"min", "max", "count"}
        : new String[] {"sum", "min", "max", "count"};
  }

  private String rows() {
    return pick(
        "",
        " rows between unbounded preceding and current row",
        " rows between 3 preceding and 2 following",
        " rows between 1 following and 4 following",
        " rows between 2 preceding and 2 following exclude current row",
        " rows 2 preceding",
        " rows between 5 preceding and 3 preceding",
        " rows between current row and current row",
        " rows between unbounded preceding and unbounded following",
        " rows between 3 preceding and unbounded following exclude group",
        " rows between 3 preceding and 1 following exclude ties",
        " rows between current row and unbounded following");
  }

  /** Functions of values and of their order, not of single rows. */
  private Sql overPeers(Sql value, Sql partition) {
    Sql order =
        Sql.format("order by %s" + pick(DIRECTIONS), terms.column(pick(Kind.INTEGER, Kind.DATE)));
    String aggregate = pick(aggregates()) + "(%s) ";
    return switch (random.nextInt(7)) {
      case 6 ->
          Sql.format(
              aggregate
                  + "over (%sorder by %s range between interval '20' day preceding and "
                  + pick("current row", "interval '3' day following")
                  + ")",
              value,
              partition,
              terms.column(Kind.DATE));
      case 0 -> Sql.format(pick("rank", "dense_rank") + "() over (%s%s)", partition, order);
      case 1 -> Sql.format(pick("percent_rank", "cume_dist") + "() over (%s%s)", partition, order);
      case 2 -> Sql.format(aggregate + "over (%s%s)", value, partition, order);
      case 3 ->
          Sql.format(
              aggregate
                  + "over (%sorder by %s range between "
                  + pick(
                      "3 preceding and 2 following",
                      "unbounded preceding and current row",
                      "current row and 5 following",
                      "2 following and unbounded following",
                      "5 preceding and 2 preceding",
                      "current row and current row",
                      "unbounded preceding and unbounded following")
                  + ")",
              value,
              partition,
              // DuckDB subtracts from an unsigned number as it is.
              Sql.format("cast(%s as bigint)", terms.column(Kind.INTEGER)));
      case 4 -> Sql.format("avg(%s) over (%s)", terms.column(Kind.INTEGER), partition);
      default -> Sql.format(aggregate + "over (%s)", value, partition);
    };
  }

  @SafeVarargs
  private final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
