package dev.skein.e2e;

import dev.skein.e2e.RandomExpressions.Field;
import dev.skein.e2e.RandomExpressions.Sql;
import dev.skein.e2e.RandomTables.Kind;
import dev.skein.e2e.RandomTables.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Makes up one query: a projection, an aggregate, windows or a set operation over tables, joins and
 * subqueries. Its answer is determined: a LIMIT comes only under an order of all columns, and a
 * window that depends on the order of rows has unique keys.
 */
final class RandomQuery {
  /** Something to select from. */
  private record Source(Sql sql, List<Field> fields, List<String> uniqueKeys, long rows) {}

  /** A SELECT and the kinds of its columns. */
  private record Select(Sql sql, List<Kind> kinds, boolean approximate) {}

  private static final long MOST_ROWS = 100_000;

  private final Random random;
  private final List<Table> tables;
  private int aliases;

  private RandomQuery(long seed, List<Table> tables) {
    this.random = new Random(seed);
    this.tables = tables;
  }

  /** The query that belongs to a seed. */
  static CorpusQuery of(long seed, List<Table> tables) {
    return new RandomQuery(seed, tables).query("seed " + seed);
  }

  private CorpusQuery query(String title) {
    Select select =
        switch (random.nextInt(8)) {
          case 0 -> setOperation();
          case 1, 2, 3 -> aggregate();
          case 4 -> windows();
          default -> projection();
        };
    Sql sql = select.sql();
    if (!select.approximate() && random.nextInt(3) == 0) {
      sql = ordered(select);
    }
    return new CorpusQuery(
        title, sql.calcite(), sql.duckDb(), List.of(), select.approximate(), false, "");
  }

  /** Orders by every column, so that only equal rows are tied. */
  private Sql ordered(Select select) {
    List<String> keys =
        IntStream.rangeClosed(1, select.kinds().size())
            .mapToObj(i -> i + pick("", " asc", " desc") + pick(" nulls first", " nulls last"))
            .toList();
    String order = " order by " + String.join(", ", keys);
    String limit =
        random.nextBoolean()
            ? ""
            : " limit "
                + random.nextInt(50)
                + (random.nextBoolean() ? " offset " + random.nextInt(30) : "");
    return Sql.format("%s" + order + limit, select.sql());
  }

  private Select projection() {
    Source source = source(2);
    RandomExpressions terms = terms(source);
    List<Kind> kinds = new ArrayList<>();
    List<Sql> columns = new ArrayList<>();
    int width = 1 + random.nextInt(4);
    for (int i = 0; i < width; i++) {
      if (source.rows() <= 10_000 && random.nextInt(12) == 0) {
        kinds.add(Kind.INTEGER);
        columns.add(named(terms.subqueryValue(), i));
      } else {
        kinds.add(terms.anyKind());
        columns.add(named(terms.value(kinds.get(i), 2), i));
      }
    }
    String distinct = random.nextInt(5) == 0 ? "distinct " : "";
    return new Select(
        Sql.format(
            "select " + distinct + "%s from %s%s", list(columns), source.sql(), where(source)),
        kinds,
        false);
  }

  private Select aggregate() {
    Source source = source(2);
    RandomExpressions terms = terms(source);
    List<Kind> kinds = new ArrayList<>();
    List<Sql> keys = new ArrayList<>();
    List<Sql> columns = new ArrayList<>();
    int groups = random.nextInt(4);
    for (int i = 0; i < groups; i++) {
      Kind kind = terms.anyKind();
      Sql key = terms.column(kind);
      // A constant is no key, and a position would be read as one.
      if (key.calcite().matches("[a-z]\\d+\\.\\w+") && !keys.contains(key)) {
        kinds.add(kind);
        keys.add(key);
        columns.add(named(key, columns.size()));
      }
    }
    boolean approximate = false;
    int aggregates = 1 + random.nextInt(4);
    for (int i = 0; i < aggregates; i++) {
      boolean deviation = random.nextInt(10) == 0;
      approximate |= deviation;
      Kind kind = terms.anyKind();
      columns.add(named(aggregateCall(terms, kind, deviation), columns.size()));
      kinds.add(deviation ? Kind.DOUBLE : kind);
    }
    Sql group = Sql.of("");
    if (!keys.isEmpty()) {
      group =
          Sql.format(" group by " + pick("%s", "%s", "%s", "rollup(%s)", "cube(%s)"), list(keys));
    }
    Sql having =
        random.nextInt(5) == 0
            ? Sql.of(" having count(*) " + pick(">", "<", "<>") + " " + random.nextInt(20))
            : Sql.of("");
    return new Select(
        Sql.format(
            "select %s from %s%s%s%s", list(columns), source.sql(), where(source), group, having),
        kinds,
        approximate);
  }

  private Sql aggregateCall(RandomExpressions terms, Kind kind, boolean deviation) {
    Sql call;
    if (deviation) {
      call =
          Sql.format(
              pick("avg", "stddev_pop", "stddev_samp", "var_pop", "var_samp") + "(%s)",
              terms.value(pick(Kind.INTEGER, Kind.DOUBLE), 1));
    } else {
      String distinct = random.nextInt(4) == 0 ? "distinct " : "";
      call =
          switch (random.nextInt(4)) {
            case 0 -> Sql.of("count(*)");
            case 1 -> Sql.format("count(" + distinct + "%s)", terms.value(kind, 1));
            case 2 -> {
              Kind number = pick(Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE);
              yield Sql.format("sum(" + distinct + "%s)", terms.value(number, 1));
            }
            default ->
                kind == Kind.BOOLEAN
                    ? Sql.format(pick("bool_and", "bool_or") + "(%s)", terms.value(kind, 1))
                    : Sql.format(pick("min", "max") + "(%s)", terms.value(kind, 1));
          };
    }
    return random.nextInt(5) == 0
        ? Sql.format("%s filter (where %s)", call, terms.predicate(1))
        : call;
  }

  private Select windows() {
    Source source = source(1);
    RandomExpressions terms = terms(source);
    List<Kind> kinds = new ArrayList<>();
    List<Sql> columns = new ArrayList<>();
    int width = 1 + random.nextInt(2);
    for (int i = 0; i < width; i++) {
      kinds.add(terms.anyKind());
      columns.add(named(terms.column(kinds.get(i)), i));
    }
    int windows = 1 + random.nextInt(2);
    for (int i = 0; i < windows; i++) {
      kinds.add(Kind.INTEGER);
      columns.add(named(window(source, terms), columns.size()));
    }
    return new Select(
        Sql.format("select %s from %s%s", list(columns), source.sql(), where(source)),
        kinds,
        false);
  }

  private Sql window(Source source, RandomExpressions terms) {
    Sql value = terms.column(pick(Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE));
    Sql partition =
        random.nextInt(3) == 0
            ? Sql.of("")
            : Sql.format(
                "partition by %s ", terms.column(pick(Kind.TEXT, Kind.BOOLEAN, Kind.DATE)));
    String nulls = pick(" nulls first", " nulls last", " desc nulls last", " desc nulls first");
    if (!source.uniqueKeys().isEmpty() && random.nextBoolean()) {
      String order = String.join(" nulls last, ", source.uniqueKeys()) + " nulls last";
      String frame =
          pick(
              "",
              " rows between unbounded preceding and current row",
              " rows between 3 preceding and 2 following",
              " rows between 1 following and 4 following",
              " rows between current row and unbounded following");
      Sql call =
          switch (random.nextInt(6)) {
            case 0 -> Sql.of("row_number()");
            case 1 -> Sql.format("lag(%s)", value);
            case 2 -> Sql.format("lead(%s, 2)", value);
            case 3 -> Sql.of("ntile(5)");
            case 4 -> Sql.format(pick("first_value", "last_value") + "(%s)", value);
            default -> Sql.format(pick("sum", "min", "max", "count") + "(%s)", value);
          };
      boolean framed = call.calcite().matches("(first_value|last_value|sum|min|max|count).*");
      return Sql.format(
          "%s over (%sorder by " + order + (framed ? frame : "") + ")", call, partition);
    }
    Sql order = Sql.format("order by %s" + nulls, terms.column(pick(Kind.INTEGER, Kind.DATE)));
    return switch (random.nextInt(4)) {
      case 0 -> Sql.format("rank() over (%s%s)", partition, order);
      case 1 -> Sql.format("dense_rank() over (%s%s)", partition, order);
      case 2 ->
          Sql.format(
              pick("sum", "min", "max", "count") + "(%s) over (%s%s)", value, partition, order);
      default ->
          Sql.format(pick("sum", "min", "max", "count") + "(%s) over (%s)", value, partition);
    };
  }

  private Select setOperation() {
    int width = 1 + random.nextInt(3);
    List<Kind> kinds = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      // Decimals of different scales meet in a type that each system chooses for itself.
      kinds.add(pick(Kind.INTEGER, Kind.TEXT, Kind.DATE, Kind.BOOLEAN, Kind.TIMESTAMP));
    }
    Sql sql = branch(kinds);
    int branches = 1 + random.nextInt(2);
    for (int i = 0; i < branches; i++) {
      String operation =
          pick("union", "union all", "intersect", "except", "intersect all", "except all");
      sql = Sql.format("(%s) " + operation + " (%s)", sql, branch(kinds));
    }
    return new Select(sql, kinds, false);
  }

  private Sql branch(List<Kind> kinds) {
    Source source = source(1);
    RandomExpressions terms = terms(source);
    List<Sql> columns = new ArrayList<>();
    for (Kind kind : kinds) {
      columns.add(named(terms.value(kind, 1), columns.size()));
    }
    return Sql.format("select %s from %s%s", list(columns), source.sql(), where(source));
  }

  private Sql where(Source source) {
    RandomExpressions terms = terms(source);
    return switch (random.nextInt(6)) {
      case 0, 1 -> Sql.of("");
      case 2 -> Sql.format(" where %s", terms.subqueryPredicate());
      case 3 ->
          Sql.format(
              " where %s " + pick("and", "or") + " %s",
              terms.predicate(1),
              terms.subqueryPredicate());
      default -> Sql.format(" where %s", terms.predicate(2));
    };
  }

  private Source source(int depth) {
    if (depth > 0 && random.nextInt(6) == 0) {
      return derived(depth - 1);
    }
    if (depth > 0 && random.nextInt(2) == 0) {
      return join(source(depth - 1), source(depth - 1));
    }
    Table table = RandomTables.pick(random, tables);
    String alias = "r" + aliases++;
    return new Source(
        Sql.of(table.name() + " as " + alias),
        RandomExpressions.fields(table, alias),
        List.of(alias + ".id"),
        Math.max(1, table.rows()));
  }

  private Source derived(int depth) {
    Source inner = source(depth);
    RandomExpressions terms = terms(inner);
    String alias = "q" + aliases++;
    List<Field> fields = new ArrayList<>();
    List<Sql> columns = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      columns.add(named(terms.value(kind, 1), fields.size()));
      fields.add(new Field(alias + ".x" + fields.size(), kind));
    }
    String distinct = random.nextInt(3) == 0 ? "distinct " : "";
    return new Source(
        Sql.format(
            "(select " + distinct + "%s from %s%s) as " + alias,
            list(columns),
            inner.sql(),
            where(inner)),
        fields,
        List.of(),
        inner.rows());
  }

  private Source join(Source left, Source right) {
    List<Field> fields = new ArrayList<>(left.fields());
    fields.addAll(right.fields());
    List<String> keys = new ArrayList<>(left.uniqueKeys());
    keys.addAll(right.uniqueKeys());
    boolean unique = !left.uniqueKeys().isEmpty() && !right.uniqueKeys().isEmpty();
    String kind = pick("join", "join", "left join", "right join", "full join");
    RandomExpressions both = new RandomExpressions(random, tables, fields);
    Sql condition;
    long rows;
    if (left.rows() * right.rows() <= MOST_ROWS && random.nextInt(3) == 0) {
      // DuckDB computes full joins without an equality only for some conditions.
      kind = kind.equals("full join") ? "left join" : kind;
      condition = both.predicate(1);
      rows = left.rows() * right.rows();
    } else if (left.rows() * right.rows() <= MOST_ROWS) {
      condition =
          equality(left, right, pick(Kind.INTEGER, Kind.TEXT, Kind.DATE, Kind.DECIMAL, Kind.TIME));
      rows = left.rows() * right.rows();
    } else {
      // The first column is unique, so that a join of two large tables stays large at most.
      condition = Sql.of(left.fields().get(0).name() + " = " + right.fields().get(0).name());
      rows = Math.max(left.rows(), right.rows());
      if (left.uniqueKeys().isEmpty() || right.uniqueKeys().isEmpty()) {
        Source small = left.rows() < right.rows() ? left : right;
        return small.rows() <= 100 ? small : source(0);
      }
    }
    if (!kind.equals("full join") && random.nextInt(4) == 0) {
      condition = Sql.format("%s and %s", condition, both.predicate(1));
    }
    String nested = right.sql().calcite().contains(" on ") ? "(%s)" : "%s";
    return new Source(
        Sql.format("%s " + kind + " " + nested + " on %s", left.sql(), right.sql(), condition),
        fields,
        unique ? keys : List.of(),
        rows);
  }

  private Sql equality(Source left, Source right, Kind kind) {
    return Sql.format("%s = %s", terms(left).column(kind), terms(right).column(kind));
  }

  private RandomExpressions terms(Source source) {
    return new RandomExpressions(random, tables, source.fields());
  }

  private static Sql named(Sql value, int position) {
    return Sql.format("%s as x" + position, value);
  }

  private static Sql list(List<Sql> parts) {
    return Sql.join(", ", parts);
  }

  @SafeVarargs
  private final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
