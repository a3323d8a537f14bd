package dev.skein.e2e;

import dev.skein.e2e.RandomTables.Kind;
import dev.skein.e2e.RandomTables.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;

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

    /** Marks a value that the statement gets as a dynamic parameter. */
    static final String PARAMETER = "\u00ab%s\u00bb";

    private static final Pattern PARAMETERS = Pattern.compile("\u00ab(.*?)\u00bb");

    /** The query, with the marked values as parameters if both texts have them in one order. */
    CorpusQuery query(String title, List<Integer> tiedKeys, boolean approximate) {
      List<String> values = marked(calcite);
      if (!values.equals(marked(duckDb))) {
        return withoutParameters().query(title, tiedKeys, approximate);
      }
      return new CorpusQuery(
          title,
          PARAMETERS.matcher(calcite).replaceAll("?"),
          PARAMETERS.matcher(duckDb).replaceAll("?"),
          tiedKeys,
          approximate,
          false,
          String.join(", ", values));
    }

    /** The same with constants, for places where Calcite allows no parameter. */
    Sql withoutParameters() {
      return new Sql(
          PARAMETERS.matcher(calcite).replaceAll("$1"),
          PARAMETERS.matcher(duckDb).replaceAll("$1"));
    }

    private static List<String> marked(String text) {
      return PARAMETERS.matcher(text).results().map(found -> found.group(1)).toList();
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
  private final Vocabulary vocabulary;
  private final List<Field> scope;

  RandomExpressions(Random random, Vocabulary vocabulary, List<Field> scope) {
    this.random = random;
    this.vocabulary = vocabulary;
    this.scope = scope;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The columns that expressions may use. */
  List<Field> scope() {
    return scope;
  }

  /** A value of any kind. */
  Kind anyKind() {
    List<Kind> kinds = vocabulary.kinds();
    return kinds.get(random.nextInt(kinds.size()));
  }

  /** A kind whose values can be compared and sorted. */
  Kind orderedKind() {
    Kind kind = anyKind();
    return kind.isOrdered() ? kind : Kind.INTEGER;
  }

  /** A value of a kind, at most so deep. */
  Sql value(Kind kind, int depth) {
    if (kind == Kind.OPAQUE) {
      return column(kind);
    }
    if (depth <= 0 || random.nextInt(3) == 0) {
      return leaf(kind);
    }
    Sql value = composed(kind, depth);
    return vocabulary.allows(value.calcite()) ? value : leaf(kind);
  }

  private Sql composed(Kind kind, int depth) {
    return switch (random.nextInt(11)) {
      case 10 -> new RandomMixtures(random, this).value(kind, depth);
      case 4 ->
          Sql.format(
                  "case %s when %s then %s when %s then %s else %s end",
                  column(Kind.INTEGER),
                  literal(Kind.INTEGER),
                  value(kind, depth - 1),
                  column(Kind.INTEGER),
                  value(kind, depth - 1),
                  leaf(kind))
              .withoutParameters();
      case 0 ->
          Sql.format(
                  "case when %s then %s else %s end",
                  predicate(depth - 1), value(kind, depth - 1), value(kind, depth - 1))
              .withoutParameters();
      case 1 -> Sql.format("coalesce(%s, %s)", value(kind, depth - 1), value(kind, depth - 1));
      case 2 -> Sql.format("nullif(%s, %s)", column(kind), value(kind, depth - 1));
      case 3 ->
          Sql.format(
                  "case when %s then %s when %s then %s end",
                  predicate(depth - 1),
                  value(kind, depth - 1),
                  predicate(depth - 1),
                  value(kind, depth - 1))
              .withoutParameters();
      default -> new RandomFunctions(random, this).operation(kind, depth - 1);
    };
  }

  /** A condition, at most so deep. */
  Sql predicate(int depth) {
    Sql condition = condition(depth);
    return vocabulary.allows(condition.calcite())
        ? condition
        : Sql.format("(%s is not null)", column(Kind.INTEGER));
  }

  private Sql condition(int depth) {
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
    if (!kind.isOrdered()) {
      return Sql.format("(%s is " + pick("", "not ") + "null)", value);
    }
    return switch (random.nextInt(15)) {
      case 14 -> new RandomMixtures(random, this).comparison();
      case 12 ->
          Sql.format(
              "((%s, %s) " + pick("", "not ") + "in ((%s, %s), (%s, %s)))",
              column(Kind.INTEGER),
              column(kind),
              literal(Kind.INTEGER),
              constant(kind),
              literal(Kind.INTEGER),
              constant(kind));
      case 13 ->
          Sql.format(
              "(%s " + pick("in", "not in") + " (%s, null, %s))", value, literal(kind), leaf(kind));
      case 0 -> Sql.format("(%s is " + pick("", "not ") + "null)", value);
      case 1 -> new RandomFunctions(random, this).condition(depth - 1);
      case 10 ->
          Sql.format(
              "(%s " + pick("=", "<>", "<", "<=", ">", ">=") + " %s)",
              column(kind),
              parameter(kind));
      case 2 ->
          Sql.format(
              "(%s " + pick("", "not ") + "between %s and %s)", value, leaf(kind), leaf(kind));
      case 11 ->
          Sql.format(
              "(%1$s between symmetric %2$s and %3$s)",
              "(%1$s between %2$s and %3$s or %1$s between %3$s and %2$s)",
              value,
              leaf(kind),
              leaf(kind));
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

  /** The columns of a table under an alias. */
  static List<Field> fields(Table table, String alias) {
    List<Field> fields = new ArrayList<>();
    table.columns().forEach(each -> fields.add(new Field(alias + "." + each.name(), each.kind())));
    return fields;
  }

  Sql leaf(Kind kind) {
    if (random.nextInt(40) == 0) {
      return missing(kind);
    }
    return random.nextInt(4) == 0 ? literal(kind) : column(kind);
  }

  /** A NULL of the kind, where one has a type that both systems know by one name. */
  private Sql missing(Kind kind) {
    return switch (kind) {
      case INTEGER -> Sql.of("cast(null as smallint)");
      case DECIMAL -> Sql.of("cast(null as decimal(6, 2))");
      case DOUBLE -> Sql.of("cast(null as double)");
      case TEXT -> Sql.of("cast(null as varchar(3))");
      case TIME -> Sql.of("cast(null as time)");
      case BOOLEAN -> Sql.of("cast(null as boolean)");
      default -> column(kind);
    };
  }

  /** A literal without the mark of a parameter. */
  private Sql constant(Kind kind) {
    return literal(kind).withoutParameters();
  }

  /** A column of the kind, or a literal where there is none. */
  Sql column(Kind kind) {
    List<Field> candidates = scope.stream().filter(field -> field.kind() == kind).toList();
    if (candidates.isEmpty()) {
      return literal(kind);
    }
    return Sql.of(candidates.get(random.nextInt(candidates.size())).name());
  }

  /** Whether there is a column of the kind. */
  boolean hasColumn(Kind kind) {
    return scope.stream().anyMatch(field -> field.kind() == kind);
  }

  /** A column to sort by; DuckDB refuses to sort by a constant. */
  List<Sql> orderKeys() {
    Kind kind = orderedKind();
    Sql key = random.nextBoolean() ? column(kind) : value(kind, 1).withoutParameters();
    return scope.stream().anyMatch(field -> key.calcite().contains(field.name()))
        ? List.of(key)
        : List.of();
  }

  /** A value that the statement is given only when it runs; see {@link Sql#PARAMETER}. */
  private Sql parameter(Kind kind) {
    return switch (kind) {
      case INTEGER, DECIMAL, DOUBLE, TEXT, DATE, BOOLEAN ->
          Sql.format(Sql.PARAMETER, literal(kind));
      default -> literal(kind);
    };
  }

  Sql literal(Kind kind) {
    if (kind == Kind.INSTANT) {
      String text = "'2020-03-0" + (1 + random.nextInt(9)) + " 00:58:57'";
      return new Sql("(timestamp with local time zone " + text + ")", "(timestamptz " + text + ")");
    }
    if (kind == Kind.LIST) {
      return new Sql("cast(null as integer array)", "cast(null as integer[])");
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
          case TEXT ->
              vocabulary.text(
                  "'" + pick("a", "b", "ab", "A", "", "it''s", "ü", "a b", "10", "zz") + "'");
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
          case ENUM -> "'" + pick("large", "medium", "small") + "'";
          case BIG -> pick("9223372036854775807", "4294967296", "-2147483648");
          case FLOATING -> pick("1e308", "0.1e0", "5e-324");
          case FAR -> "timestamp '" + pick("0001-01-01 00:00:00", "9999-12-31 23:59:59") + "'";
          case LONG -> vocabulary.text("'a common " + pick("beginning", "beginnings", "🦆") + "'");
          case OPAQUE -> "cast(null as integer)";
          case UUID, INSTANT, LIST -> throw new IllegalArgumentException("Two texts: " + kind);
        });
  }

  @SafeVarargs
  final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
