package dev.skein.e2e;

import dev.skein.e2e.RandomExpressions.Field;
import dev.skein.e2e.RandomExpressions.Sql;
import dev.skein.e2e.RandomSources.Source;
import dev.skein.e2e.RandomTables.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes up derived tables that are more than a projection: groups, first rows, set operations. */
final class RandomDerivedTables {
  private final Random random;
  private final RandomSources sources;

  RandomDerivedTables(Random random, RandomSources sources) {
    this.random = random;
    this.sources = sources;
  }

  /** One of them. */
  Source any(int depth) {
    return switch (random.nextInt(4)) {
      case 0 -> groups(depth);
      case 1 -> firstOfEach();
      case 2 -> natural();
      default -> setOperation();
    };
  }

  private Source groups(int depth) {
    Source inner = sources.source(depth);
    RandomExpressions terms = sources.terms(inner);
    Sql number = terms.column(Kind.INTEGER);
    Sql column = terms.column(Kind.TEXT);
    Sql text = DuckDbCalls.isOfCalcite(column) ? Sql.of("'a'") : column;
    String alias = sources.alias();
    List<Field> fields = numbered(alias, Kind.INTEGER, Kind.TEXT, Kind.INTEGER, Kind.DATE);
    boolean keyed = isColumn(number) && isColumn(text);
    return new Source(
        Sql.format(
            "(select %1$s as x0, %2$s as x1, count(*) as x2, max(%3$s) as x3 from %4$s%5$s"
                + " group by "
                + (keyed ? pick("%1$s, %2$s", "%1$s, %2$s", sets()) : "%6$s")
                + pick("", " having count(*) > 1")
                + ") as "
                + alias,
            keyed ? number : Sql.of("count(*)"),
            keyed ? text : Sql.of("min('a')"),
            terms.column(Kind.DATE),
            inner.sql(),
            sources.where(inner),
            Sql.of("()")),
        fields,
        List.of(),
        inner.rows());
  }

  private String sets() {
    return sources.vocabulary() == Vocabulary.PLAIN
        ? "%1$s, %2$s"
        : pick("rollup(%1$s, %2$s)", "grouping sets ((%1$s), (%2$s), (%1$s, %2$s))");
  }

  private static boolean isColumn(Sql sql) {
    return sql.calcite().matches("\\w+\\.\\w+");
  }

  /** The first rows of each of some groups. */
  private Source firstOfEach() {
    Source inner = sources.table();
    String alias = sources.alias();
    List<Field> fields = new ArrayList<>();
    for (Field field : inner.fields()) {
      fields.add(
          new Field(alias + field.name().substring(field.name().indexOf('.')), field.kind()));
    }
    String key = inner.uniqueKeys().get(0);
    String select =
        pick(
            "(select * from (select *, row_number() over (partition by %1$s order by %2$s desc) as n"
                + " from %3$s%4$s) as i where n <= 2) as ",
            "(select * from (select *, count(*) over (partition by %1$s) as n from %3$s%4$s) as i"
                + " where n > 3) as ");
    return new Source(
        Sql.format(
            select + alias,
            sources.terms(inner).column(pick(Kind.TEXT, Kind.DATE, Kind.INTEGER)),
            Sql.of(key),
            inner.sql(),
            sources.where(inner)),
        fields,
        List.of(alias + ".id"),
        inner.rows());
  }

  /** Two tables that share one column, or two. */
  private Source natural() {
    String left = sources.alias();
    String right = sources.alias();
    Source first = sources.table();
    Source second = sources.table();
    String shared = pick("", ", %2$s as k");
    List<Field> fields = new ArrayList<>();
    fields.add(new Field(left + ".id", Kind.INTEGER));
    fields.add(new Field(left + ".a", Kind.TEXT));
    fields.add(new Field(right + ".b", Kind.INTEGER));
    String table = "(select %1$s as id" + shared + ", %3$s as ";
    return new Source(
        Sql.format(
            "%s " + pick("natural join", "natural left join", "natural full join") + " %s",
            Sql.format(
                table + "a from %4$s) as " + left,
                Sql.of(first.uniqueKeys().get(0)),
                sources.terms(first).column(Kind.DATE),
                sources.terms(first).column(Kind.TEXT),
                first.sql()),
            Sql.format(
                table + "b from %4$s) as " + right,
                Sql.of(second.uniqueKeys().get(0)),
                sources.terms(second).column(Kind.DATE),
                sources.terms(second).column(Kind.INTEGER),
                second.sql())),
        fields,
        List.of(),
        Math.max(first.rows(), second.rows()));
  }

  private Source setOperation() {
    List<Kind> kinds = List.of(Kind.INTEGER, Kind.TEXT, Kind.DATE);
    String alias = sources.alias();
    List<Sql> branches = new ArrayList<>();
    long rows = 0;
    for (int i = 0; i < 2 + random.nextInt(2); i++) {
      Source inner = sources.table();
      RandomExpressions terms = sources.terms(inner);
      List<Sql> columns = new ArrayList<>();
      kinds.forEach(
          kind -> {
            Sql value = terms.value(kind, 1);
            columns.add(
                Sql.format(
                    "%s as x" + columns.size(),
                    DuckDbCalls.isOfCalcite(value) ? terms.column(kind) : value));
          });
      branches.add(
          Sql.format(
              "select %s from %s%s", Sql.join(", ", columns), inner.sql(), sources.where(inner)));
      rows += inner.rows();
    }
    String operation = pick(" union ", " union all ", " except ", " intersect all ", " union all ");
    return new Source(
        Sql.format("(%s) as " + alias, Sql.join(operation, branches)),
        numbered(alias, kinds.toArray(Kind[]::new)),
        List.of(),
        rows);
  }

  private static List<Field> numbered(String alias, Kind... kinds) {
    List<Field> fields = new ArrayList<>();
    for (Kind kind : kinds) {
      fields.add(new Field(alias + ".x" + fields.size(), kind));
    }
    return fields;
  }

  @SafeVarargs
  private final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
