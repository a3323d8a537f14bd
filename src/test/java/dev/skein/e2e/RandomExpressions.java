package dev.skein.e2e;

import dev.skein.e2e.RandomTables.Kind;
import dev.skein.e2e.RandomTables.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Makes up expressions that mean the same in Calcite's SQL and in DuckDB's. Where one meaning needs
 * two spellings, both are written. Integers are widened before arithmetic, because DuckDB lets a
 * literal take the narrow type of its neighbour; divisors are never zero.
 */
final class RandomExpressions {
  /** A text for each of the two systems. */
  record Sql(String calcite, String duckDb) {
    static Sql of(String both) {
      return new Sql(both, both);
    }

    /** Fills both texts into a pattern with {@code %s}. */
    static Sql format(String pattern, Sql... parts) {
      return format(pattern, pattern, parts);
    }

    static Sql format(String calcite, String duckDb, Sql... parts) {
      return new Sql(
          String.format(Locale.ROOT, calcite, Arrays.stream(parts).map(Sql::calcite).toArray()),
          String.format(Locale.ROOT, duckDb, Arrays.stream(parts).map(Sql::duckDb).toArray()));
    }

    static Sql join(String separator, List<Sql> parts) {
      return new Sql(
          String.join(separator, parts.stream().map(Sql::calcite).toList()),
          String.join(separator, parts.stream().map(Sql::duckDb).toList()));
    }
  }

  /** A column that an expression may use, with the alias of its table. */
  record Field(String name, Kind kind) {}

  private final Random random;
  private final List<Table> tables;
  private final List<Field> scope;
  private int aliases;

  RandomExpressions(Random random, List<Table> tables, List<Field> scope) {
    this.random = random;
    this.tables = tables;
    this.scope = scope;
  }

  /** A value of any kind. */
  Kind anyKind() {
    return pick(Kind.values());
  }

  /** A value of a kind, at most so deep. */
  Sql value(Kind kind, int depth) {
    if (depth <= 0 || random.nextInt(3) == 0) {
      return leaf(kind);
    }
    return switch (random.nextInt(8)) {
      case 0 ->
          Sql.format(
              "case when %s then %s else %s end",
              predicate(depth - 1), value(kind, depth - 1), value(kind, depth - 1));
      case 1 -> Sql.format("coalesce(%s, %s)", value(kind, depth - 1), value(kind, depth - 1));
      case 2 -> Sql.format("nullif(%s, %s)", column(kind), value(kind, depth - 1));
      default -> operation(kind, depth - 1);
    };
  }

  private Sql operation(Kind kind, int depth) {
    return switch (kind) {
      case INTEGER -> integer(depth);
      case DECIMAL ->
          pick(
              Sql.format("(%s + %s)", column(kind), column(kind)),
              Sql.format("(%s - %s)", column(kind), literal(kind)),
              Sql.format("(- %s)", column(kind)),
              Sql.format("abs(%s)", column(kind)),
              Sql.format("(%s * %s)", column(kind), Sql.of("2")));
      case DOUBLE ->
          pick(
              Sql.format("(%s + %s)", value(kind, depth), leaf(kind)),
              Sql.format("(%s - %s)", value(kind, depth), leaf(kind)),
              Sql.format("(%s * 2.0e0)", value(kind, depth)),
              Sql.format("abs(%s)", value(kind, depth)),
              Sql.format("floor(%s)", value(kind, depth)),
              Sql.format("ceil(%s)", value(kind, depth)),
              Sql.format("cast(%s as double)", column(Kind.INTEGER)));
      case TEXT -> text(depth);
      case DATE -> days(1 + random.nextInt(40));
      case TIMESTAMP ->
          pick(
              Sql.format("(%s + interval '5' hour)", column(kind)),
              Sql.format("(%s - interval '90' minute)", column(kind)),
              Sql.format("cast(%s as timestamp)", column(Kind.DATE)));
      case TIME, UUID, BLOB, INSTANT -> leaf(kind);
      case BOOLEAN -> predicate(depth);
    };
  }

  private Sql days(int days) {
    return Sql.format(
        "(%s + interval '" + days + "' day)", "(%s + " + days + ")", column(Kind.DATE));
  }

  private Sql integer(int depth) {
    Sql wide = Sql.format("cast(%s as bigint)", value(Kind.INTEGER, depth));
    int literal = 2 + random.nextInt(9);
    return switch (random.nextInt(9)) {
      case 0 -> Sql.format("(%s + %s)", wide, leaf(Kind.INTEGER));
      case 1 -> Sql.format("(%s - %s)", wide, leaf(Kind.INTEGER));
      case 2 -> Sql.format("(%s * " + literal + ")", wide);
      case 3 -> Sql.format("(%s / " + literal + ")", "(%s // " + literal + ")", wide);
      case 4 -> Sql.format("mod(%s, " + literal + ")", wide);
      case 5 -> Sql.format("abs(%s)", wide);
      case 6 -> Sql.format("char_length(%s)", value(Kind.TEXT, depth));
      case 7 ->
          Sql.format(
              "extract(" + pick("year", "month", "day", "quarter") + " from %s)",
              column(Kind.DATE));
      default -> Sql.format("position('b' in %s)", column(Kind.TEXT));
    };
  }

  private Sql text(int depth) {
    Sql inner = value(Kind.TEXT, depth);
    return switch (random.nextInt(7)) {
      case 0 -> Sql.format("upper(%s)", inner);
      case 1 -> Sql.format("lower(%s)", inner);
      case 2 ->
          Sql.format(
              "substring(%s from " + (1 + random.nextInt(3)) + " for " + random.nextInt(4) + ")",
              inner);
      case 3 -> Sql.format("(%s || %s)", inner, leaf(Kind.TEXT));
      case 4 -> Sql.format("replace(%s, 'a', 'bc')", inner);
      case 5 -> Sql.format("trim(both ' ' from %s)", inner);
      default -> Sql.format("cast(%s as varchar)", column(Kind.INTEGER));
    };
  }

  /** A condition, at most so deep. */
  Sql predicate(int depth) {
    if (depth > 0 && random.nextInt(3) == 0) {
      return switch (random.nextInt(4)) {
        case 0 -> Sql.format("(not %s)", predicate(depth - 1));
        case 1 -> Sql.format("(%s or %s)", predicate(depth - 1), predicate(depth - 1));
        case 2 ->
            Sql.format(
                "(%s is "
                    + pick("true", "false", "not true", "not false", "null", "not null")
                    + ")",
                predicate(depth - 1));
        default -> Sql.format("(%s and %s)", predicate(depth - 1), predicate(depth - 1));
      };
    }
    Kind kind = anyKind();
    Sql value = value(kind, depth - 1);
    return switch (random.nextInt(10)) {
      case 0 -> Sql.format("(%s is null)", value);
      case 1 -> Sql.format("(%s is not null)", value);
      case 2 -> Sql.format("(%s between %s and %s)", value, leaf(kind), leaf(kind));
      case 3 ->
          Sql.format(
              "(%s " + pick("in", "not in") + " (%s, %s, %s))",
              value,
              literal(kind),
              literal(kind),
              literal(kind));
      case 4 -> Sql.format("(%s is " + pick("", "not ") + "distinct from %s)", value, leaf(kind));
      case 5 ->
          Sql.format(
              "(%s " + pick("like", "not like") + " %s escape '!')",
              value(Kind.TEXT, depth - 1),
              Sql.of("'" + pick("a%", "%b", "_", "%", "x!%%y") + "'"));
      default ->
          Sql.format("(%s " + pick("=", "<>", "<", "<=", ">", ">=") + " %s)", value, leaf(kind));
    };
  }

  /** A condition with a subquery, correlated or not. */
  Sql subqueryPredicate() {
    Table table = RandomTables.pick(random, tables);
    String alias = "s" + aliases++;
    List<Field> inner = fields(table, alias);
    RandomExpressions inside = new RandomExpressions(random, tables, inner);
    Kind kind = pick(Kind.INTEGER, Kind.TEXT, Kind.DATE, Kind.DECIMAL);
    Sql from = Sql.of(" from " + table.name() + " as " + alias + " where ");
    Sql filter = inside.predicate(1);
    Sql correlated = Sql.format("%s = %s and %s", inside.column(kind), column(kind), filter);
    return switch (random.nextInt(6)) {
      case 0 ->
          Sql.format("(%s in (select %s%s%s))", column(kind), inside.column(kind), from, filter);
      case 1 ->
          Sql.format(
              "(%s not in (select %s%s%s))", column(kind), inside.column(kind), from, filter);
      case 2 -> Sql.format("exists (select 1%s%s)", from, correlated);
      case 3 -> Sql.format("not exists (select 1%s%s)", from, correlated);
      case 4 ->
          Sql.format(
              "(%s " + pick("<", ">=", "=") + " (select " + pick("min", "max") + "(%s)%s%s))",
              column(kind),
              inside.column(kind),
              from,
              filter);
      default ->
          Sql.format(
              "(%s " + pick("<", ">=", "=") + " (select " + pick("min", "max") + "(%s)%s%s))",
              column(kind),
              inside.column(kind),
              from,
              correlated);
    };
  }

  /** A scalar subquery as a value of a kind, correlated. */
  Sql subqueryValue() {
    Table table = RandomTables.pick(random, tables);
    String alias = "s" + aliases++;
    RandomExpressions inside = new RandomExpressions(random, tables, fields(table, alias));
    Kind kind = pick(Kind.INTEGER, Kind.TEXT);
    return Sql.format(
        "(select "
            + pick("count(*)", "sum(%1$s)", "max(%1$s)", "count(%1$s)")
            + " from "
            + table.name()
            + " as "
            + alias
            + " where %2$s = %3$s)",
        inside.column(Kind.INTEGER),
        inside.column(kind),
        column(kind));
  }

  /** The columns of a table under an alias. */
  static List<Field> fields(Table table, String alias) {
    List<Field> fields = new ArrayList<>();
    table.columns().forEach(each -> fields.add(new Field(alias + "." + each.name(), each.kind())));
    return fields;
  }

  private Sql leaf(Kind kind) {
    return random.nextInt(4) == 0 ? literal(kind) : column(kind);
  }

  /** A column of the kind, or a literal where there is none. */
  Sql column(Kind kind) {
    List<Field> candidates = scope.stream().filter(field -> field.kind() == kind).toList();
    if (candidates.isEmpty()) {
      return literal(kind);
    }
    return Sql.of(candidates.get(random.nextInt(candidates.size())).name());
  }

  Sql literal(Kind kind) {
    if (kind == Kind.INSTANT) {
      String text = "'2020-03-0" + (1 + random.nextInt(9)) + " 00:58:57'";
      return new Sql("(timestamp with local time zone " + text + ")", "(timestamptz " + text + ")");
    }
    if (kind == Kind.UUID) {
      // To Calcite a UUID is text.
      String text = "'00000000-0000-4000-8000-0000000000" + (10 + random.nextInt(50)) + "'";
      return new Sql(text, "cast(" + text + " as uuid)");
    }
    return Sql.of(
        switch (kind) {
          case INTEGER -> String.valueOf(random.nextInt(130) - 30);
          case DECIMAL -> (random.nextInt(120) - 25) + pick(".25", ".50", ".75", ".00");
          case DOUBLE -> (random.nextInt(50) - 25) + pick(".125e0", ".5e0", ".0e0");
          case TEXT -> "'" + pick("a", "b", "ab", "A", "", "it''s", "ü", "a b", "10", "zz") + "'";
          case DATE -> "date '2020-" + pick("02-29", "03-31", "07-15", "12-31") + "'";
          case TIMESTAMP ->
              "timestamp '2020-"
                  + pick("02-29", "03-15")
                  + " "
                  + pick("00:00:00", "12:34:56")
                  + "'";
          case TIME -> "time '" + pick("00:00:00", "12:30:00", "23:59:00") + "'";
          case BOOLEAN -> pick("true", "false");
          case BLOB -> "x'ff003" + random.nextInt(9) + "'";
          case UUID, INSTANT -> throw new IllegalArgumentException("Two texts: " + kind);
        });
  }

  @SafeVarargs
  final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
