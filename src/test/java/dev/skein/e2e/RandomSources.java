package dev.skein.e2e;

import dev.skein.e2e.RandomExpressions.Field;
import dev.skein.e2e.RandomExpressions.Sql;
import dev.skein.e2e.RandomTables.Kind;
import dev.skein.e2e.RandomTables.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes up what stands in FROM, and filters over it. */
final class RandomSources {
  /**
   * Something to select from.
   *
   * @param uniqueKeys columns that together differ in every row; empty if none are known to
   * @param rows at most about so many
   */
  record Source(Sql sql, List<Field> fields, List<String> uniqueKeys, long rows) {}

  private static final long MOST_ROWS = 100_000;

  private final Random random;
  private final Vocabulary vocabulary;
  private final List<Table> tables;

  /** The queries of the WITH clause, which any FROM may name. */
  private final List<Sql> named = new ArrayList<>();

  private final List<Source> ofNamed = new ArrayList<>();
  private boolean recursive;
  private int aliases;

  RandomSources(Random random, Vocabulary vocabulary, List<Table> tables) {
    this.random = random;
    this.vocabulary = vocabulary;
    this.tables = tables;
  }

  /** Puts the WITH clause before a query. */
  Sql with(Sql query) {
    String with = recursive ? "with recursive %s %s" : "with %s %s";
    return named.isEmpty() ? query : Sql.format(with, Sql.join(", ", named), query);
  }

  RandomExpressions terms(Source source) {
    return new RandomExpressions(random, vocabulary, source.fields());
  }

  /** Sub-queries that refer to nothing around them. */
  RandomSubQueries subQueries() {
    return new RandomSubQueries(
        random, tables, new RandomExpressions(random, vocabulary, List.of()), "s");
  }

  RandomSubQueries subQueries(Source source) {
    return new RandomSubQueries(random, tables, terms(source), "s");
  }

  /** A WHERE clause, or none. */
  Sql where(Source source) {
    RandomExpressions terms = terms(source);
    return switch (random.nextInt(6)) {
      case 0, 1 -> Sql.of("");
      case 2 -> Sql.format(" where %s", subQueries(source).predicate());
      case 3 ->
          Sql.format(
              " where %s " + pick("and", "or") + " %s",
              terms.predicate(1),
              subQueries(source).predicate());
      default -> Sql.format(" where %s", terms.predicate(2));
    };
  }

  /** A table, or what is made of some, at most so deep. */
  Source source(int depth) {
    if (depth > 0) {
      boolean mayBeLateral = vocabulary == Vocabulary.SKEIN;
      switch (random.nextInt(17)) {
        case 0, 1 -> {
          return derived(depth - 1);
        }
        case 2 -> {
          return common(depth - 1);
        }
        case 3 -> {
          return mayBeLateral ? laterals().of(source(depth - 1)) : table();
        }
        case 4 -> {
          return mayBeLateral ? laterals().unnested(source(depth - 1)) : table();
        }
        case 14, 15 -> {
          return new RandomDerivedTables(random, this).any(depth - 1);
        }
        case 5 -> {
          return first(table());
        }
        case 6, 7, 8, 9, 10 -> {
          return join(source(depth - 1), source(depth - 1));
        }
        default -> {
          // A table.
        }
      }
    }
    return random.nextInt(25) == 0 ? values() : table();
  }

  private RandomLaterals laterals() {
    return new RandomLaterals(random, this);
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /** A table as it is. */
  Source table() {
    Table table = RandomTables.pick(random, tables);
    String alias = alias();
    return new Source(
        Sql.of(table.name() + " as " + alias),
        RandomExpressions.fields(table, alias),
        List.of(alias + ".id"),
        Math.max(1, table.rows()));
  }

  /** A name that no other has. */
  String alias() {
    return "r" + aliases++;
  }

  private Source derived(int depth) {
    Source inner = source(depth);
    List<Field> fields = new ArrayList<>();
    String alias = alias();
    return new Source(
        Sql.format("(%s) as " + alias, select(inner, fields, alias)),
        fields,
        List.of(),
        inner.rows());
  }

  /** A query of the WITH clause; mostly one that is there already. */
  private Source common(int depth) {
    if (vocabulary == Vocabulary.SKEIN && random.nextInt(5) == 0) {
      ofNamed.add(repeated());
    }
    if (ofNamed.isEmpty() || random.nextInt(3) == 0) {
      Source inner = source(depth);
      List<Field> fields = new ArrayList<>();
      String name = "w" + named.size();
      Sql select = select(inner, fields, name);
      named.add(Sql.format(name + " as (%s)", select));
      ofNamed.add(new Source(Sql.of(name), fields, List.of(), inner.rows()));
    }
    Source of = ofNamed.get(random.nextInt(ofNamed.size()));
    String alias = alias();
    List<Field> fields = new ArrayList<>();
    for (Field field : of.fields()) {
      fields.add(
          new Field(alias + field.name().substring(field.name().indexOf('.')), field.kind()));
    }
    return new Source(Sql.format("%s as " + alias, of.sql()), fields, List.of(), of.rows());
  }

  /** Numbers that count up from those of a table, and texts that grow with them. */
  private Source repeated() {
    Source first = table();
    RandomExpressions terms = terms(first);
    String name = "w" + named.size();
    List<Field> fields =
        List.of(new Field(name + ".x0", Kind.INTEGER), new Field(name + ".x1", Kind.TEXT));
    RandomExpressions step = new RandomExpressions(random, vocabulary, fields);
    Source joined = random.nextInt(3) == 0 ? table() : null;
    recursive = true;
    named.add(
        Sql.format(
            name
                + "(x0, x1) as (select cast(%s as bigint), %s from %s where %s between 3 and 9"
                + " union "
                + pick("", "all ")
                + "select "
                + name
                + ".x0 + 1, "
                + name
                + ".x1 || %s from "
                + name
                + (joined == null
                    ? ""
                    : " join %6$s on " + joined.uniqueKeys().get(0) + " = " + name + ".x0")
                + " where "
                + name
                + ".x0 < 12 and %7$s)",
            Sql.of(first.uniqueKeys().get(0)),
            terms.leaf(Kind.TEXT).withoutParameters(),
            first.sql(),
            Sql.of(first.uniqueKeys().get(0)),
            terms.literal(Kind.TEXT),
            joined == null ? first.sql() : joined.sql(),
            step.predicate(1)));
    return new Source(Sql.of(name), fields, List.of(), 100);
  }

  /** One column of each kind, under new names. */
  private Sql select(Source inner, List<Field> fields, String alias) {
    RandomExpressions terms = terms(inner);
    List<Sql> columns = new ArrayList<>();
    for (Kind kind : vocabulary.kinds()) {
      Sql value = terms.value(kind, 1);
      String name = "x" + fields.size() + (DuckDbCalls.isOfCalcite(value) ? "c" : "");
      columns.add(Sql.format("%s as " + name, value));
      fields.add(new Field(alias + "." + name, kind));
    }
    String distinct = random.nextInt(3) == 0 ? "distinct " : "";
    return Sql.format(
        "select " + distinct + "%s from %s%s", Sql.join(", ", columns), inner.sql(), where(inner));
  }

  /** The first rows by a unique key. */
  private Source first(Source inner) {
    String alias = alias();
    String inside = inner.fields().get(0).name();
    List<Field> fields = new ArrayList<>();
    for (Field field : inner.fields()) {
      fields.add(
          new Field(alias + field.name().substring(field.name().indexOf('.')), field.kind()));
    }
    int limit = 1 + random.nextInt(100);
    return new Source(
        Sql.format(
            "(select * from %s%s order by "
                + inside
                + pick(" desc", "")
                + " limit "
                + limit
                + pick("", " offset 2")
                + ") as "
                + alias,
            inner.sql(),
            where(inner)),
        fields,
        List.of(alias + ".id"),
        limit);
  }

  private Source values() {
    RandomExpressions terms = new RandomExpressions(random, vocabulary, List.of());
    List<Kind> kinds = List.of(Kind.INTEGER, Kind.TEXT, Kind.DATE, Kind.BOOLEAN, Kind.DOUBLE);
    String alias = alias();
    List<Field> fields = new ArrayList<>();
    for (Kind kind : kinds) {
      fields.add(new Field(alias + ".x" + fields.size(), kind));
    }
    List<Sql> rows = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      boolean complete = i == 0;
      rows.add(
          Sql.format(
              "(%s)",
              Sql.join(
                  ", ",
                  kinds.stream()
                      .map(
                          kind ->
                              complete || random.nextInt(3) > 0
                                  ? terms.literal(kind)
                                  : Sql.of("null"))
                      .toList())));
    }
    return new Source(
        Sql.format("(values %s) as " + alias + "(x0, x1, x2, x3, x4)", Sql.join(", ", rows)),
        fields,
        List.of(),
        4);
  }

  private Source join(Source first, Source second) {
    // Calcite 1.42 looks up the columns of a lateral join in the wrong place on a right side.
    if (isLateral(first) && isLateral(second)) {
      return first;
    }
    Source left = isLateral(second) ? second : first;
    Source right = isLateral(second) ? first : second;
    List<Field> fields = new ArrayList<>(left.fields());
    fields.addAll(right.fields());
    List<String> keys = new ArrayList<>(left.uniqueKeys());
    keys.addAll(right.uniqueKeys());
    boolean unique = !left.uniqueKeys().isEmpty() && !right.uniqueKeys().isEmpty();
    String kind = pick("join", "join", "left join", "right join", "full join");
    RandomExpressions both = new RandomExpressions(random, vocabulary, fields);
    Sql condition;
    long rows;
    if (left.uniqueKeys().size() == 1
        && right.uniqueKeys().size() == 1
        && !left.sql().calcite().contains(" ")
        && random.nextInt(4) == 0) {
      String shared = vocabulary == Vocabulary.SKEIN ? pick("id", "id", "id, integer_0") : "id";
      return new Source(
          Sql.format("%s " + kind + " %s using (" + shared + ")", left.sql(), right.sql()),
          fields,
          keys,
          Math.max(left.rows(), right.rows()));
    }
    if (left.rows() * right.rows() <= MOST_ROWS && random.nextInt(3) == 0) {
      // DuckDB computes full joins without an equality only for some conditions.
      kind = kind.equals("full join") ? "left join" : kind;
      condition = both.predicate(1);
      rows = left.rows() * right.rows();
    } else if (left.rows() * right.rows() <= MOST_ROWS) {
      condition =
          equality(
              left,
              right,
              pick(Kind.INTEGER, Kind.TEXT, Kind.DATE, Kind.DECIMAL, Kind.TIME, Kind.ENUM));
      rows = left.rows() * right.rows();
    } else {
      if (left.uniqueKeys().isEmpty() || right.uniqueKeys().isEmpty()) {
        return left.rows() < right.rows() ? left : right;
      }
      // The first column is unique, so that a join of two large tables stays large at most.
      condition = Sql.of(left.fields().get(0).name() + " = " + right.fields().get(0).name());
      rows = Math.max(left.rows(), right.rows());
    }
    if (kind.equals("join") && rows <= 10_000 && random.nextInt(8) == 0) {
      condition =
          Sql.format(
              "%s and %s", condition, new RandomSubQueries(random, tables, both, "j").predicate());
    } else if (!kind.equals("full join") && random.nextInt(4) == 0) {
      condition = Sql.format("%s and %s", condition, both.predicate(1));
    }
    String nested = right.sql().calcite().matches(".* (on|natural) .*") ? "(%s)" : "%s";
    return new Source(
        Sql.format("%s " + kind + " " + nested + " on %s", left.sql(), right.sql(), condition),
        fields,
        unique ? keys : List.of(),
        rows);
  }

  private static boolean isLateral(Source source) {
    String sql = source.sql().calcite();
    return sql.contains(" cross join ") || sql.contains(" lateral ");
  }

  private Sql equality(Source left, Source right, Kind kind) {
    return Sql.format("%s = %s", terms(left).column(kind), terms(right).column(kind));
  }

  @SafeVarargs
  private final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
