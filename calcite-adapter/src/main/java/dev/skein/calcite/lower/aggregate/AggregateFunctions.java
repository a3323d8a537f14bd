package dev.skein.calcite.lower.aggregate;

import dev.skein.calcite.lower.aggregate.AggregateUse.Beside;
import dev.skein.calcite.lower.aggregate.AggregateUse.SortKey;
import dev.skein.calcite.lower.text.Literals;
import dev.skein.calcite.lower.text.NotInDuckDb;
import dev.skein.calcite.sql.NativeAggregate;
import dev.skein.calcite.sql.SkeinAggregates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Writes the calls of an Aggregate, whole or split over tasks. */
public final class AggregateFunctions {
  /** DuckDB's own aggregates whose arguments behind the first are constants. */
  private static final Set<String> WITH_CONSTANTS =
      Set.of("approx_top_k", "bitstring_agg", "group_concat", "quantile", "reservoir_quantile");

  private static final Set<SqlAggFunction> SECOND_IS_CONSTANT =
      Set.of(
          SqlStdOperatorTable.LISTAGG,
          SqlLibraryOperators.STRING_AGG,
          SqlLibraryOperators.GROUP_CONCAT,
          SkeinAggregates.QUANTILE_CONT,
          SkeinAggregates.QUANTILE_DISC,
          SkeinAggregates.APPROX_QUANTILE);

  private AggregateFunctions() {}

  /** Whether DuckDB computes exactly Calcite's meaning as one call. Never throws. */
  public static boolean supports(AggregateCall call, RelDataType inputRowType) {
    return refusal(call, inputRowType).isEmpty();
  }

  /** Why a call is not written. */
  public static Optional<String> refusal(AggregateCall call, RelDataType inputRowType) {
    try {
      write(call, inputRowType, anyField(call, inputRowType));
      return Optional.empty();
    } catch (NotInDuckDb refused) {
      return Optional.of(refused.reason());
    }
  }

  /**
   * The text of a call for which {@link #supports} answered true, of the type of the call.
   *
   * @param fieldSql the text of a field of the input; those of {@link #constantFields} as literals
   */
  public static String write(
      AggregateCall call, RelDataType inputRowType, IntFunction<String> fieldSql) {
    if (call.getAggregation().getKind() == SqlKind.LITERAL_AGG) {
      return literal(call);
    }
    AggregateUse use = use(call, inputRowType, fieldSql, Beside.NOTHING);
    return Aggregates.of(use.function()).write(use);
  }

  /** Whether a call can be computed from the results of its parts. Never throws. */
  public static boolean canSplit(AggregateCall call, RelDataType inputRowType) {
    try {
      return split(call, inputRowType, anyField(call, inputRowType), Beside.NOTHING).isPresent();
    } catch (NotInDuckDb refused) {
      return false;
    }
  }

  /**
   * The two steps of a call for which {@link #supports} answered true; empty where its rows have to
   * come together. A DISTINCT aggregate always does: its keys can be made distinct in the tasks.
   */
  public static Optional<SplitAggregate> split(
      AggregateCall call, RelDataType inputRowType, IntFunction<String> fieldSql, Beside beside) {
    if (call.getAggregation().getKind() == SqlKind.LITERAL_AGG) {
      return Optional.of(new SplitAggregate(List.of(), (columns, order) -> literal(call)));
    }
    AggregateUse use = use(call, inputRowType, fieldSql, beside);
    boolean ignoresDuplicates =
        switch (use.function().getKind()) {
          case MIN, MAX, BIT_AND, BIT_OR -> true;
          default -> false;
        };
    return use.distinct() && !ignoresDuplicates
        ? Optional.empty()
        : Aggregates.of(use.function()).split(use);
  }

  /** Whether partial groups of an aggregate can be grouped again, this call among them. */
  public static boolean canBeSplit(AggregateCall call, Aggregate aggregate) {
    return isOverKeys(call, aggregate)
        ? call.getCollation().getFieldCollations().isEmpty() && constantFields(call).isEmpty()
        : canSplit(call, aggregate.getInput().getRowType());
  }

  /** Whether a call is computed where groups are grouped again, over the keys of the parts. */
  public static boolean isOverKeys(AggregateCall call, Aggregate aggregate) {
    SqlKind kind = call.getAggregation().getKind();
    return kind == SqlKind.GROUPING
        || kind == SqlKind.GROUP_ID
        || (call.isDistinct() && !canSplit(call, aggregate.getInput().getRowType()));
  }

  /** Whether a group takes more to finish than its sums and counts do: its values to be sorted. */
  public static boolean finishesSlowly(AggregateCall call) {
    if (call.getAggregation().getKind() == SqlKind.LITERAL_AGG) {
      return false;
    }
    Aggregates.Aggregate aggregate = Aggregates.of(call.getAggregation());
    return !(aggregate instanceof PlainAggregate
        || aggregate instanceof CountAggregate
        || aggregate instanceof AverageAggregate);
  }

  /** The fields of the input that DuckDB wants as constants: a separator, a fraction. */
  public static List<Integer> constantFields(AggregateCall call) {
    SqlAggFunction function = call.getAggregation();
    List<Integer> arguments = call.getArgList();
    if (function.isPercentile() && arguments.size() == 1) {
      return List.of(arguments.get(0));
    }
    if (function instanceof NativeAggregate && WITH_CONSTANTS.contains(function.getName())) {
      // DuckDB knows the bounds of the bits from the statistics of its argument, or of a constant.
      return arguments.subList(
          function.getName().equals("bitstring_agg") ? 0 : 1, arguments.size());
    }
    return SECOND_IS_CONSTANT.contains(function) && arguments.size() > 1
        ? List.of(arguments.get(1))
        : List.of();
  }

  private static AggregateUse use(
      AggregateCall call, RelDataType inputRowType, IntFunction<String> fieldSql, Beside beside) {
    if (call.distinctKeys != null) {
      throw new NotInDuckDb(call.getAggregation(), "WITHIN DISTINCT");
    }
    List<RelDataTypeField> fields = inputRowType.getFieldList();
    List<SortKey> sortKeys = new ArrayList<>();
    for (RelFieldCollation key : call.getCollation().getFieldCollations()) {
      sortKeys.add(
          new SortKey(
              fieldSql.apply(key.getFieldIndex()),
              fields.get(key.getFieldIndex()).getType(),
              key.getDirection().isDescending(),
              key.nullDirection == RelFieldCollation.NullDirection.FIRST));
    }
    boolean approximate = call.isApproximate() && call.isDistinct();
    return new AggregateUse(
        approximate && call.getAggregation().getKind() == SqlKind.COUNT
            ? SqlStdOperatorTable.APPROX_COUNT_DISTINCT
            : call.getAggregation(),
        call.getArgList().stream().map(fieldSql::apply).toList(),
        call.getArgList().stream().map(i -> fields.get(i).getType()).toList(),
        call.getType(),
        call.isDistinct() && !approximate,
        call.ignoreNulls(),
        sortKeys,
        call.hasFilter() ? fieldSql.apply(call.filterArg) : "",
        "",
        beside);
  }

  private static String literal(AggregateCall call) {
    if (call.rexList.get(0) instanceof RexLiteral literal) {
      return Literals.typed(literal);
    }
    throw new NotInDuckDb(call.getAggregation(), "aggregates an expression");
  }

  private static IntFunction<String> anyField(AggregateCall call, RelDataType inputRowType) {
    List<Integer> constants = constantFields(call);
    return field -> {
      RelDataType type = inputRowType.getFieldList().get(field).getType();
      String constant = SqlTypeUtil.inCharFamily(type) ? "','" : "0.5";
      return constants.contains(field) ? constant : "c" + field;
    };
  }
}
