package dev.skein.e2e;

import dev.skein.e2e.RandomExpressions.Sql;
import dev.skein.e2e.RandomSources.Source;
import dev.skein.e2e.RandomTables.Kind;
import dev.skein.e2e.RandomTables.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Makes up one query: a projection, an aggregate, windows or a set operation over tables, joins and
 * subqueries. Its answer is determined: a LIMIT comes only under an order of all columns, and a
 * window that depends on the order of rows has unique keys.
 */
final class RandomQuery {
  /**
   * A SELECT and the kinds of its columns.
   *
   * @param order expressions to order by first; none where only columns of the result can be
   */
  private record Select(Sql sql, List<Kind> kinds, boolean approximate, List<Sql> order) {}

  private static final Pattern OUTER_JOIN = Pattern.compile("\\b(left|right|full) join\\b");

  private final Random random;
  private final Vocabulary vocabulary;
  private final List<Table> tables;
  private RandomSources sources;

  private RandomQuery(long seed, Vocabulary vocabulary, List<Table> tables) {
    // The first numbers of a Random are alike for seeds that are alike.
    this.random = new Random(new SplittableRandom(seed).nextLong());
    this.vocabulary = vocabulary;
    this.tables = tables;
    this.sources = new RandomSources(random, vocabulary, tables);
  }

  /** The query that belongs to a seed. */
  static CorpusQuery of(long seed, Vocabulary vocabulary, List<Table> tables) {
    return new RandomQuery(seed, vocabulary, tables).query("seed " + seed);
  }

  private CorpusQuery query(String title) {
    while (true) {
      sources = new RandomSources(random, vocabulary, tables);
      Select select = select();
      Sql whole = sources.with(select.sql());
      if (vocabulary.allows(whole.calcite()) && DuckDbCalls.canRun(whole)) {
        return finished(title, select);
      }
    }
  }

  private Select select() {
    return switch (random.nextInt(9)) {
      case 8 -> partitioned();
      case 0 -> setOperation();
      case 1, 2, 3 -> aggregate();
      case 4 -> windows();
      default -> projection();
    };
  }

  private CorpusQuery finished(String title, Select select) {
    boolean orderable = !select.approximate() && select.kinds().stream().allMatch(Kind::isOrdered);
    Sql sql = select.sql();
    List<Integer> ties = List.of();
    if (orderable && random.nextInt(3) == 0) {
      sql = ordered(select);
    } else if (select.kinds().get(0).isOrdered() && random.nextInt(6) == 0) {
      sql = Sql.format("%s order by 1" + direction(), sql);
      ties = List.of(1);
    }
    return sources.with(sql).query(title, ties, select.approximate());
  }

  private String direction() {
    return pick("", " asc", " desc") + pick(" nulls first", " nulls last");
  }

  /**
   * A direction under a LIMIT. DuckDB (2.0.0) makes NULLs of rows that it no longer needs on the
   * outer side of a join, and shows them where NULLs come first.
   */
  private String limitedDirection(Sql rows) {
    return OUTER_JOIN.matcher(rows.calcite()).find()
        ? pick("", " asc", " desc") + " nulls last"
        : direction();
  }

  /** Orders by every column, so that only equal rows are tied. */
  private Sql ordered(Select select) {
    String limit =
        random.nextBoolean()
            ? ""
            : " limit " + count(50) + (random.nextBoolean() ? " offset " + count(30) : "");
    Supplier<String> direction =
        limit.isEmpty() ? this::direction : () -> limitedDirection(select.sql());
    List<Sql> keys = new ArrayList<>();
    if (!select.order().isEmpty() && random.nextInt(3) == 0) {
      select.order().forEach(key -> keys.add(Sql.format("%s" + direction.get(), key)));
    }
    IntStream.rangeClosed(1, select.kinds().size())
        .forEach(i -> keys.add(Sql.of(i + direction.get())));
    return Sql.format("%s order by %s" + limit, select.sql(), list(keys));
  }

  private String count(int bound) {
    String count = String.valueOf(random.nextInt(bound));
    return random.nextInt(4) == 0 ? String.format(Sql.PARAMETER, count) : count;
  }

  private Select projection() {
    Source source = sources.source(2);
    RandomExpressions terms = sources.terms(source);
    List<Kind> kinds = new ArrayList<>();
    List<Sql> columns = new ArrayList<>();
    int width = 1 + random.nextInt(4);
    for (int i = 0; i < width; i++) {
      if (source.rows() <= 10_000 && random.nextInt(12) == 0) {
        kinds.add(Kind.INTEGER);
        columns.add(named(sources.subQueries(source).value(), i));
      } else if (source.rows() <= 10_000 && random.nextInt(20) == 0) {
        kinds.add(terms.anyKind());
        columns.add(
            named(
                kinds.get(i) == Kind.OPAQUE
                    ? terms.column(Kind.OPAQUE)
                    : Sql.format(
                        "case when %s then %s else %s end",
                        sources.subQueries(source).predicate(),
                        terms.value(kinds.get(i), 1),
                        terms.column(kinds.get(i))),
                i));
      } else {
        kinds.add(terms.anyKind());
        columns.add(named(terms.value(kinds.get(i), 2), i));
      }
    }
    boolean distinct = random.nextInt(5) == 0;
    return new Select(
        Sql.format(
            "select " + (distinct ? "distinct " : "") + "%s from %s%s",
            list(columns),
            source.sql(),
            sources.where(source)),
        kinds,
        false,
        distinct ? List.of() : terms.orderKeys());
  }

  /**
   * The rows for which a condition is true, false and unknown, which are all of them: DuckDB is
   * asked for these. Or how many there are of the first, which DuckDB counts without a filter.
   */
  private Select partitioned() {
    Source source = sources.source(2);
    RandomExpressions terms = sources.terms(source);
    Sql condition =
        random.nextBoolean() && source.rows() <= 10_000
            ? sources.subQueries(source).predicate()
            : terms.predicate(2);
    condition = condition.withoutParameters();
    if (random.nextInt(3) == 0) {
      return new Select(
          Sql.format(
              "select count(*) as x0 from %1$s where %2$s",
              "select count(case when %2$s then 1 end) as x0 from %1$s", source.sql(), condition),
          List.of(Kind.INTEGER),
          false,
          List.of());
    }
    List<Kind> kinds = List.of(Kind.INTEGER, terms.anyKind());
    List<Sql> columns = new ArrayList<>();
    kinds.forEach(kind -> columns.add(named(terms.column(kind), columns.size())));
    Sql all = Sql.format("select %s from %s", list(columns), source.sql());
    return new Select(
        Sql.format(
            "%1$s where %2$s union all %1$s where not (%2$s) union all %1$s where (%2$s) is null",
            "%1$s", all, condition),
        kinds,
        false,
        List.of());
  }

  private Select aggregate() {
    Source source = sources.source(2);
    RandomExpressions terms = sources.terms(source);
    List<Kind> kinds = new ArrayList<>();
    List<Sql> keys = new ArrayList<>();
    List<Sql> columns = new ArrayList<>();
    int groups = random.nextInt(4);
    for (int i = 0; i < groups; i++) {
      Kind kind = terms.anyKind();
      Sql key =
          random.nextInt(4) == 0 ? terms.value(kind, 1).withoutParameters() : terms.column(kind);
      // A constant is no key, and a position would be read as one.
      if (key.calcite().matches(".*[a-z]\\d+\\.\\w+.*") && !keys.contains(key)) {
        kinds.add(kind);
        keys.add(key);
        columns.add(named(key, columns.size()));
      }
    }
    boolean approximate = false;
    int aggregates = 1 + random.nextInt(4);
    RandomAggregates calls = new RandomAggregates(random, terms);
    for (int i = 0; i < aggregates; i++) {
      RandomAggregates.Call call = calls.call();
      approximate |= call.approximate();
      columns.add(named(computedWith(call), columns.size()));
      kinds.add(call.kind());
    }
    boolean plainKeys = keys.stream().allMatch(key -> key.calcite().matches("\\w+\\.\\w+"));
    Sql group = Sql.of("");
    if (!keys.isEmpty()) {
      String sets = plainKeys ? sets(keys) : "%s";
      if (!sets.equals("%s") && random.nextBoolean()) {
        columns.add(named(Sql.format("grouping(%s)", keys.get(0)), columns.size()));
        kinds.add(Kind.INTEGER);
      }
      boolean numbered =
          sets.equals("%s") && vocabulary == Vocabulary.SKEIN && random.nextInt(5) == 0;
      List<Sql> positions =
          IntStream.rangeClosed(1, keys.size()).mapToObj(i -> Sql.of("" + i)).toList();
      group = Sql.format(" group by " + sets, list(numbered ? positions : keys));
    }
    if (vocabulary == Vocabulary.SKEIN && random.nextInt(8) == 0) {
      columns.add(
          named(
              Sql.format(
                  pick(
                      "rank() over (order by count(*) desc)",
                      "sum(count(*)) over ()",
                      "dense_rank() over (order by min(%s) nulls last)",
                      "max(count(%s)) over (order by count(*))"),
                  terms.column(Kind.INTEGER)),
              columns.size()));
      kinds.add(Kind.INTEGER);
    }
    return new Select(
        Sql.format(
            "select %s from %s%s%s%s",
            list(columns), source.sql(), sources.where(source), group, having(source)),
        kinds,
        approximate,
        List.of());
  }

  /** An aggregate, or what is computed with it. */
  private Sql computedWith(RandomAggregates.Call call) {
    if (random.nextInt(6) > 0) {
      return call.sql();
    }
    boolean exact = call.kind() == Kind.INTEGER && vocabulary == Vocabulary.SKEIN;
    return Sql.format(
        pick(
            "case when count(*) > 2 then %s end",
            "nullif(%1$s, %1$s)",
            exact ? "(count(*) - %s)" : "%s",
            exact ? "coalesce(%s, 0)" : "%s"),
        call.sql().withoutParameters());
  }

  private String sets(List<Sql> keys) {
    return pick(
        "%s",
        "%s",
        "%s",
        "rollup(%s)",
        "cube(%s)",
        // Calcite's own driver leaves out the sets that are there already.
        vocabulary == Vocabulary.PLAIN ? "%s" : "rollup(%s, " + keys.get(0).calcite() + ")",
        "grouping sets ((%s), (%s), ())".replace("%s", "%1$s"),
        keys.get(0).calcite() + ", rollup(%s)",
        "grouping sets ((%s), (), (" + keys.get(keys.size() - 1).calcite() + "))");
  }

  private Sql having(Source source) {
    Sql having = anyHaving(source);
    return vocabulary.allows(having.calcite()) ? having : Sql.of("");
  }

  private Sql anyHaving(Source source) {
    RandomExpressions terms = sources.terms(source);
    String comparison = pick(">", "<", "<>") + " " + random.nextInt(20);
    return switch (random.nextInt(10)) {
      case 2 ->
          Sql.format(
              " having max(%s) " + pick(">", "<>", "<=") + " %s",
              terms.column(Kind.INTEGER),
              sources.subQueries().value());
      case 3 ->
          Sql.format(
              " having bool_or(%1$s) or not bool_or(%1$s) or count(*) > 2",
              terms.predicate(1).withoutParameters());
      case 0 -> Sql.of(" having count(*) " + comparison);
      case 1 ->
          Sql.format(
              " having " + pick("max", "min", "count") + "(%s) " + comparison,
              terms.column(Kind.INTEGER));
      default -> Sql.of("");
    };
  }

  private Select windows() {
    Source source = sources.source(1);
    RandomExpressions terms = sources.terms(source);
    List<Kind> kinds = new ArrayList<>();
    List<Sql> columns = new ArrayList<>();
    int width = 1 + random.nextInt(2);
    for (int i = 0; i < width; i++) {
      kinds.add(terms.anyKind());
      columns.add(named(terms.column(kinds.get(i)), i));
    }
    RandomWindows calls = new RandomWindows(random, terms, source.uniqueKeys());
    int windows = 1 + random.nextInt(2);
    boolean approximate = false;
    for (int i = 0; i < windows; i++) {
      RandomWindows.Call call = calls.call();
      approximate |= call.approximate();
      kinds.add(Kind.INTEGER);
      columns.add(named(call.sql(), columns.size()));
    }
    Sql select =
        Sql.format("select %s from %s%s", list(columns), source.sql(), sources.where(source));
    return new Select(
        random.nextInt(5) == 0 ? Sql.format("%s qualify %s", select, condition(calls)) : select,
        kinds,
        approximate,
        List.of());
  }

  /** Of what is the same to the last digit, whatever the order of rows. */
  private Sql condition(RandomWindows calls) {
    String comparison = pick("<", ">", "is distinct from");
    RandomWindows.Call call = calls.call();
    return Sql.format(
        "%s " + comparison + " 3", call.approximate() ? Sql.of("count(*) over ()") : call.sql());
  }

  private Select setOperation() {
    int width = 1 + random.nextInt(3);
    List<Kind> kinds = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      kinds.add(
          vocabulary == Vocabulary.PLAIN
              ? pick(Kind.INTEGER, Kind.TEXT, Kind.DATE, Kind.BOOLEAN)
              : pick(
                  Kind.INTEGER,
                  Kind.TEXT,
                  Kind.DATE,
                  Kind.BOOLEAN,
                  Kind.TIMESTAMP,
                  Kind.DOUBLE,
                  Kind.DECIMAL,
                  Kind.BIG,
                  Kind.LONG,
                  Kind.LIST,
                  Kind.FLOATING));
    }
    Sql sql = branch(kinds);
    int branches = 1 + random.nextInt(3);
    for (int i = 0; i < branches; i++) {
      String operation =
          pick("union", "union all", "intersect", "except", "intersect all", "except all");
      sql =
          random.nextInt(3) == 0
              ? Sql.format("(%s) " + operation + " (%s)", branch(kinds), sql)
              : Sql.format("(%s) " + operation + " (%s)", sql, branch(kinds));
    }
    return new Select(sql, kinds, false, List.of());
  }

  private Sql branch(List<Kind> kinds) {
    Source source = sources.source(1);
    RandomExpressions terms = sources.terms(source);
    List<Sql> columns = new ArrayList<>();
    for (Kind kind : kinds) {
      Kind narrow =
          (kind == Kind.DOUBLE || kind == Kind.DECIMAL) && random.nextInt(4) == 0
              ? Kind.INTEGER
              : kind;
      Sql value = random.nextInt(12) == 0 ? Sql.of("null") : terms.value(narrow, 1);
      columns.add(named(value, columns.size()));
    }
    Sql branch =
        Sql.format("select %s from %s%s", list(columns), source.sql(), sources.where(source));
    if (random.nextInt(5) > 0 || !kinds.stream().allMatch(Kind::isOrdered)) {
      return branch;
    }
    List<Sql> keys = new ArrayList<>();
    IntStream.rangeClosed(1, kinds.size())
        .forEach(i -> keys.add(Sql.of(i + limitedDirection(branch))));
    return Sql.format("%s order by %s limit " + random.nextInt(40), branch, list(keys));
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
