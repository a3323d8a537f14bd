package dev.skein.e2e;

import dev.skein.e2e.RandomExpressions.Sql;
import dev.skein.e2e.RandomTables.Kind;
import java.util.List;
import java.util.Random;

/** Makes up expressions in which values of several types meet in one of them. */
final class RandomMixtures {
  private static final List<Kind> NUMBERS = List.of(Kind.INTEGER, Kind.DECIMAL, Kind.DOUBLE);

  private final Random random;
  private final RandomExpressions terms;

  RandomMixtures(Random random, RandomExpressions terms) {
    this.random = random;
    this.terms = terms;
  }

  /** A value of a kind, made of values of kinds that become it; another value if there are none. */
  Sql value(Kind kind, int depth) {
    if (terms.vocabulary() == Vocabulary.PLAIN || !(kind == Kind.DECIMAL || kind == Kind.DOUBLE)) {
      return terms.leaf(kind);
    }
    Sql wide = terms.column(kind);
    Sql narrow = terms.column(kind == Kind.DECIMAL ? Kind.INTEGER : number());
    return switch (random.nextInt(5)) {
      case 0 ->
          Sql.format(
                  "case when %s then %s when %s then %s else %s end",
                  terms.predicate(depth - 1), narrow, terms.predicate(depth - 1), wide, narrow)
              .withoutParameters();
      case 1 -> Sql.format("coalesce(%s, %s)", narrow, wide);
      case 2 -> Sql.format("greatest(%s, %s)", wide, narrow);
      case 3 -> Sql.format("(%s - %s)", wide, narrow);
      default -> Sql.format("least(%s, %s)", narrow, wide);
    };
  }

  /** A comparison of two types. */
  Sql comparison() {
    Kind left = number();
    Kind right = number();
    if (terms.vocabulary() == Vocabulary.PLAIN) {
      left = Kind.INTEGER;
      right = Kind.INTEGER;
    } else if (random.nextInt(4) == 0) {
      left = Kind.DATE;
      right = Kind.TIMESTAMP;
    }
    String operator = terms.pick("=", "<>", "<", "<=", ">", ">=", "is distinct from");
    return random.nextInt(4) == 0
        ? Sql.format(
            "(%s " + terms.pick("", "not ") + "in (%s, %s))",
            terms.column(left),
            terms.column(right),
            terms.literal(left))
        : Sql.format("(%s " + operator + " %s)", terms.column(left), terms.column(right));
  }

  private Kind number() {
    return NUMBERS.get(random.nextInt(NUMBERS.size()));
  }
}
