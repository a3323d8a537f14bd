package dev.skein.calcite.lower.aggregate;

import dev.skein.calcite.lower.aggregate.StateAggregate.Binding;
import dev.skein.calcite.lower.text.DuckDbNames;
import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.lower.text.NotInDuckDb;
import dev.skein.calcite.sql.NativeAggregate;
import dev.skein.calcite.sql.SkeinAggregates;
import dev.skein.calcite.sql.SkeinTypeSystem;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * The table of the aggregate functions that DuckDB computes as Calcite means them: their DuckDB
 * text, and how they are split over tasks. What has no entry stays in Calcite.
 */
public final class Aggregates {
  private static final IdentityHashMap<SqlAggFunction, Aggregate> TABLE = new IdentityHashMap<>();

  static {
    addCounts();
    addPlain();
    addMoments();
    addQuantiles();
    addCollections();
  }

  private Aggregates() {}

  /** How uses of one function are written and split. */
  public interface Aggregate {
    /**
     * The whole text of one use, of the type of the use.
     *
     * @throws NotInDuckDb where DuckDB would not compute it as Calcite means it
     */
    String write(AggregateUse use);

    /** The two steps that give the same; empty where its rows must come together. */
    Optional<SplitAggregate> split(AggregateUse use);
  }

  public static Aggregate of(SqlAggFunction function) {
    if (function instanceof NativeAggregate) {
      String name = DuckDbNames.quote(function.getName());
      // Its type may be one that is shown as another, a histogram's UBIGINT as a decimal.
      return new WholeAggregate(use -> use.cast(use.filtered(use.call(name))));
    }
    Aggregate aggregate = TABLE.get(function);
    if (aggregate == null) {
      throw new NotInDuckDb(function, "DuckDB does not compute this aggregate alike");
    }
    return aggregate;
  }

  private static void addCounts() {
    TABLE.put(SqlStdOperatorTable.COUNT, new CountAggregate());
    TABLE.put(SqlStdOperatorTable.REGR_COUNT, counted(Aggregates::pairs));
    TABLE.put(SqlLibraryOperators.COUNTIF, counted(use -> "count_if(" + use.list() + ")"));
    TABLE.put(
        SqlStdOperatorTable.APPROX_COUNT_DISTINCT,
        new StateAggregate("approx_count_distinct", use -> new Binding(ownTypes(use), "BIGINT")));
  }

  /** Calcite drops an argument that is never NULL, as from any count. */
  private static String pairs(AggregateUse use) {
    return switch (use.arguments().size()) {
      case 0 -> "count(*)";
      case 1 -> "count(" + use.list() + ")";
      default -> "regr_count(" + use.list() + ")";
    };
  }

  private static Aggregate counted(Function<AggregateUse, String> call) {
    return new PlainAggregate(
        use -> {
          check(use, !use.distinct(), "counts distinct pairs");
          return use.cast(use.filtered(call.apply(use)));
        },
        "coalesce(CAST(sum({0}) AS BIGINT), 0)");
  }

  private static void addPlain() {
    TABLE.put(SqlStdOperatorTable.SUM, new PlainAggregate(Aggregates::sum, "sum({0})"));
    TABLE.put(
        SqlStdOperatorTable.SUM0,
        new PlainAggregate(use -> "coalesce(" + sum(use) + ", 0)", "coalesce(sum({0}), 0)"));
    TABLE.put(SqlStdOperatorTable.MIN, sameType("min"));
    TABLE.put(SqlStdOperatorTable.MAX, sameType("max"));
    TABLE.put(SqlStdOperatorTable.ANY_VALUE, sameType("any_value"));
    TABLE.put(SkeinAggregates.ARBITRARY, sameType("any_value"));
    for (SqlAggFunction every :
        List.of(
            SqlStdOperatorTable.EVERY,
            SqlLibraryOperators.BOOL_AND,
            SqlLibraryOperators.BOOLAND_AGG,
            SqlLibraryOperators.LOGICAL_AND)) {
      TABLE.put(every, sameType("bool_and"));
    }
    for (SqlAggFunction some :
        List.of(
            SqlStdOperatorTable.SOME,
            SqlLibraryOperators.BOOL_OR,
            SqlLibraryOperators.BOOLOR_AGG,
            SqlLibraryOperators.LOGICAL_OR)) {
      TABLE.put(some, sameType("bool_or"));
    }
    TABLE.put(SqlStdOperatorTable.BIT_AND, bits("bit_and"));
    TABLE.put(SqlStdOperatorTable.BIT_OR, bits("bit_or"));
    TABLE.put(SqlStdOperatorTable.BIT_XOR, bits("bit_xor"));
    TABLE.put(SqlLibraryOperators.BITAND_AGG, bits("bit_and"));
    TABLE.put(SqlLibraryOperators.BITOR_AGG, bits("bit_or"));
    TABLE.put(
        SkeinAggregates.PRODUCT,
        new PlainAggregate(use -> use.filtered(use.call("product")), "product({0})"));
    TABLE.put(SqlStdOperatorTable.MODE, new WholeAggregate(use -> unchanged(use, "mode")));
    TABLE.put(
        SkeinAggregates.ENTROPY, new WholeAggregate(use -> use.filtered(use.call("entropy"))));
    TABLE.put(
        SkeinAggregates.HISTOGRAM,
        new WholeAggregate(use -> use.cast(use.filtered(use.call("histogram")))));
    TABLE.put(SqlStdOperatorTable.SINGLE_VALUE, new SingleValueAggregate());
    TABLE.put(SqlStdOperatorTable.GROUPING, new WholeAggregate(Aggregates::grouping));
    TABLE.put(SqlStdOperatorTable.GROUPING_ID, new WholeAggregate(Aggregates::grouping));
  }

  /** Functions of doubles to a double; DuckDB's states merge them as its own threads do. */
  private static void addMoments() {
    TABLE.put(SqlStdOperatorTable.AVG, new AverageAggregate(Aggregates::averaged));
    Map<SqlAggFunction, String> ofOne =
        Map.of(
            SqlStdOperatorTable.STDDEV, "stddev_samp",
            SqlStdOperatorTable.STDDEV_SAMP, "stddev_samp",
            SqlStdOperatorTable.STDDEV_POP, "stddev_pop",
            SqlStdOperatorTable.VARIANCE, "var_samp",
            SqlStdOperatorTable.VAR_SAMP, "var_samp",
            SqlStdOperatorTable.VAR_POP, "var_pop",
            SkeinAggregates.KURTOSIS, "kurtosis",
            SkeinAggregates.KURTOSIS_POP, "kurtosis_pop",
            SkeinAggregates.SKEWNESS, "skewness",
            SkeinAggregates.SEM, "sem");
    Map<SqlAggFunction, String> ofTwo =
        Map.ofEntries(
            Map.entry(SqlStdOperatorTable.COVAR_POP, "covar_pop"),
            Map.entry(SqlStdOperatorTable.COVAR_SAMP, "covar_samp"),
            Map.entry(SqlStdOperatorTable.REGR_SXX, "regr_sxx"),
            Map.entry(SqlStdOperatorTable.REGR_SYY, "regr_syy"),
            Map.entry(SkeinAggregates.CORR, "corr"),
            Map.entry(SkeinAggregates.REGR_AVGX, "regr_avgx"),
            Map.entry(SkeinAggregates.REGR_AVGY, "regr_avgy"),
            Map.entry(SkeinAggregates.REGR_SXY, "regr_sxy"),
            Map.entry(SkeinAggregates.REGR_R2, "regr_r2"),
            Map.entry(SkeinAggregates.REGR_SLOPE, "regr_slope"),
            Map.entry(SkeinAggregates.REGR_INTERCEPT, "regr_intercept"),
            Map.entry(SkeinAggregates.FSUM, "fsum"),
            Map.entry(SkeinAggregates.FAVG, "favg"));
    ofOne.forEach((function, name) -> TABLE.put(function, doubles(name)));
    ofTwo.forEach((function, name) -> TABLE.put(function, doubles(name)));
  }

  private static void addQuantiles() {
    TABLE.put(SkeinAggregates.MEDIAN, new StateAggregate("median", Aggregates::middle));
    TABLE.put(SkeinAggregates.MAD, new StateAggregate("mad", Aggregates::deviated));
    TABLE.put(SkeinAggregates.QUANTILE_CONT, new QuantileAggregate("quantile_cont", "DOUBLE"));
    TABLE.put(SkeinAggregates.QUANTILE_DISC, new QuantileAggregate("quantile_disc", "DOUBLE"));
    TABLE.put(SkeinAggregates.APPROX_QUANTILE, new QuantileAggregate("approx_quantile", "FLOAT"));
    TABLE.put(SkeinAggregates.PERCENTILE_CONT, new PercentileAggregate("quantile_cont"));
    TABLE.put(SqlStdOperatorTable.PERCENTILE_CONT, new PercentileAggregate("quantile_cont"));
    TABLE.put(SqlStdOperatorTable.PERCENTILE_DISC, new PercentileAggregate("quantile_disc"));
    for (SqlAggFunction least :
        List.of(
            SkeinAggregates.ARG_MIN,
            SkeinAggregates.MIN_BY,
            SqlStdOperatorTable.ARG_MIN,
            SqlLibraryOperators.MIN_BY)) {
      TABLE.put(least, new StateAggregate("arg_min", Aggregates::extreme));
    }
    for (SqlAggFunction most :
        List.of(
            SkeinAggregates.ARG_MAX,
            SkeinAggregates.MAX_BY,
            SqlStdOperatorTable.ARG_MAX,
            SqlLibraryOperators.MAX_BY)) {
      TABLE.put(most, new StateAggregate("arg_max", Aggregates::extreme));
    }
  }

  private static void addCollections() {
    ListAggregate array = new ListAggregate(false, UnaryOperator.identity());
    TABLE.put(SqlLibraryOperators.ARRAY_AGG, array);
    TABLE.put(SkeinAggregates.ARRAY_AGG, array);
    TABLE.put(SkeinAggregates.LIST, array);
    // A multiset of no rows is empty, not NULL.
    TABLE.put(
        SqlStdOperatorTable.COLLECT, new ListAggregate(true, text -> "coalesce(" + text + ", [])"));
    StringAggregate string = new StringAggregate();
    TABLE.put(SqlStdOperatorTable.LISTAGG, string);
    TABLE.put(SqlLibraryOperators.STRING_AGG, string);
    TABLE.put(SqlLibraryOperators.GROUP_CONCAT, string);
  }

  /** DuckDB sums integers to a HUGEINT, doubles to a DOUBLE and decimals to 38 digits. */
  private static String sum(AggregateUse use) {
    RelDataType argument = use.argumentType(0);
    check(use, SqlTypeUtil.isNumeric(argument), "a sum of " + argument);
    String natural =
        switch (argument.getSqlTypeName()) {
          case REAL, FLOAT, DOUBLE -> "DOUBLE";
          case DECIMAL ->
              SkeinTypeSystem.isHuge(argument)
                  ? "HUGEINT"
                  : "DECIMAL(38, " + argument.getScale() + ")";
          default -> "HUGEINT";
        };
    String text = use.filtered(use.call("sum"));
    return natural.equals(DuckDbTypes.typeName(use.type())) ? text : use.cast(text);
  }

  private static Aggregate sameType(String name) {
    return new PlainAggregate(use -> unchanged(use, name), name + "({0})");
  }

  private static Aggregate bits(String name) {
    return new PlainAggregate(
        use -> {
          check(
              use,
              SqlTypeName.INT_TYPES.contains(use.argumentType(0).getSqlTypeName()),
              "bits of " + use.argumentType(0));
          return unchanged(use, name);
        },
        name + "({0})");
  }

  private static String unchanged(AggregateUse use, String name) {
    check(
        use,
        use.arguments().size() == 1 && DuckDbTypes.sameStorage(use.argumentType(0), use.type()),
        "changes the type of its argument to " + use.type());
    return use.filtered(use.call(name));
  }

  private static String grouping(AggregateUse use) {
    return use.cast("grouping(" + use.list() + ")");
  }

  private static Aggregate doubles(String name) {
    return new StateAggregate(
        name,
        use -> {
          checkNumbers(use);
          return new Binding(use.argumentTypes().stream().map(type -> "DOUBLE").toList(), "DOUBLE");
        });
  }

  /** The overload of avg() that an argument is bound to; it decides the layout of its state. */
  private static Binding averaged(AggregateUse use) {
    checkNumbers(use);
    RelDataType argument = use.argumentType(0);
    String bound =
        switch (argument.getSqlTypeName()) {
          case REAL, FLOAT, DOUBLE -> "DOUBLE";
          case TINYINT -> "SMALLINT";
          default -> DuckDbTypes.typeName(argument);
        };
    return new Binding(List.of(bound), "DOUBLE");
  }

  private static void checkNumbers(AggregateUse use) {
    // A result of another type is Calcite's to round.
    check(use, use.type().getSqlTypeName() == SqlTypeName.DOUBLE, "its result is " + use.type());
    for (RelDataType argument : use.argumentTypes()) {
      check(use, SqlTypeUtil.isNumeric(argument), "its argument is " + argument);
    }
  }

  private static Binding middle(AggregateUse use) {
    String own = DuckDbTypes.typeName(use.argumentType(0));
    return new Binding(List.of(own), Quantiles.result("median", own));
  }

  private static Binding deviated(AggregateUse use) {
    RelDataType argument = use.argumentType(0);
    String bound = SqlTypeUtil.isIntType(argument) ? "DOUBLE" : DuckDbTypes.typeName(argument);
    return new Binding(List.of(bound), bound);
  }

  private static Binding extreme(AggregateUse use) {
    return new Binding(ownTypes(use), DuckDbTypes.typeName(use.argumentType(0)));
  }

  private static List<String> ownTypes(AggregateUse use) {
    return use.argumentTypes().stream().map(DuckDbTypes::typeName).toList();
  }

  private static void check(AggregateUse use, boolean holds, String otherwise) {
    if (!holds) {
      throw new NotInDuckDb(use.function(), otherwise);
    }
  }
}
