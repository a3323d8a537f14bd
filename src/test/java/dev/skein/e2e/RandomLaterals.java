package dev.skein.e2e;

import dev.skein.e2e.RandomExpressions.Field;
import dev.skein.e2e.RandomExpressions.Sql;
import dev.skein.e2e.RandomSources.Source;
import dev.skein.e2e.RandomTables.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes up sub-queries in FROM that refer to what stands before them, and lists taken apart. */
final class RandomLaterals {
  private static final long MOST_ROWS = 10_000;

  private final Random random;
  private final RandomSources sources;

  RandomLaterals(Random random, RandomSources sources) {
    this.random = random;
    this.sources = sources;
  }

  /** A sub-query with a number and a text, beside the rows that it refers to. */
  Source of(Source left) {
    String alias = sources.alias();
    RandomExpressions outside = sources.terms(left);
    if (random.nextInt(4) == 0) {
      return joined(
          left,
          pick(
              Sql.format(
                  "(values (%s, %s)) as " + alias + "(y0, y1)",
                  outside.column(Kind.INTEGER),
                  outside.literal(Kind.TEXT)),
              Sql.format(
                  "(select %s as y0, %s as y1) as " + alias,
                  outside.value(Kind.INTEGER, 1),
                  outside.literal(Kind.TEXT))),
          alias,
          1);
    }
    Source inner = sources.table();
    RandomExpressions inside = sources.terms(inner);
    Kind kind = pick(Kind.INTEGER, Kind.TEXT);
    Sql condition = Sql.format("%s = %s", inside.column(kind), outside.column(kind));
    if (random.nextInt(2) == 0 || left.rows() > MOST_ROWS || inner.rows() > 100) {
      Sql select =
          Sql.format(
              "(select count(*) as y0, max(%s) as y1 from %s where %s) as " + alias,
              inside.column(Kind.TEXT),
              inner.sql(),
              condition);
      return joined(left, select, alias, 1);
    }
    int most = 1 + random.nextInt(3);
    Sql first =
        Sql.format(
            "(select %s as y0, %s as y1 from %s where %s order by %s"
                + pick("", " desc")
                + " limit "
                + most
                + ") as "
                + alias,
            inside.column(Kind.INTEGER),
            inside.column(Kind.TEXT),
            inner.sql(),
            condition,
            Sql.of(inner.uniqueKeys().get(0)));
    return joined(left, first, alias, most);
  }

  private Source joined(Source left, Sql lateral, String alias, int most) {
    List<Field> fields = new ArrayList<>(left.fields());
    fields.add(new Field(alias + ".y0", Kind.INTEGER));
    fields.add(new Field(alias + ".y1", Kind.TEXT));
    boolean outer = random.nextInt(3) == 0;
    return new Source(
        Sql.format(
            outer ? "%s left join lateral %s on true" : "%s cross join lateral %s",
            left.sql(),
            lateral),
        fields,
        most == 1 ? left.uniqueKeys() : List.of(),
        most * left.rows());
  }

  /** The elements of a list, beside the rows that have it. */
  Source unnested(Source left) {
    Sql list = sources.terms(left).column(Kind.LIST);
    if (list.calcite().startsWith("cast")) {
      return left;
    }
    String alias = sources.alias();
    List<Field> fields = new ArrayList<>(left.fields());
    fields.add(new Field(alias + ".y0", Kind.INTEGER));
    return new Source(
        Sql.format("%s cross join unnest(%s) as " + alias + "(y0)", left.sql(), list),
        fields,
        List.of(),
        4 * left.rows());
  }

  @SafeVarargs
  private final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
