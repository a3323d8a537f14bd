package dev.skein.calcite.lower.aggregate;

import dev.skein.calcite.lower.aggregate.Aggregates.Aggregate;
import dev.skein.calcite.lower.aggregate.StateAggregate.Binding;
import dev.skein.calcite.lower.text.DuckDbNames;
import dev.skein.calcite.lower.text.Placeholders;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * AVG. Its state in DuckDB is a count and a sum, so the tasks return these two as plain values. An
 * exported state would be the same, but takes DuckDB (2.0.0) twice as long as avg() does, and a
 * query that also asks for the sum or the count shares them.
 *
 * <p>The average of these sums has to have the digits of one avg() over all rows, and DuckDB has
 * two ways to them, which round the last digit of exact numbers otherwise: where it computes the
 * sum or the count anyway, it divides one by the other as doubles; elsewhere its Finalize divides
 * in wider floats. See {@link #hasPartsBeside}.
 *
 * @param binding checks a use and says how DuckDB binds it
 */
record AverageAggregate(Function<AggregateUse, Binding> binding) implements Aggregate {
  /** Digits of a sum that hold any number of rows there can be. */
  private static final int COUNT_DIGITS = 15;

  private static final int MAX_DIGITS = 38;

  @Override
  public String write(AggregateUse use) {
    return whole().write(use);
  }

  /**
   * Whether DuckDB (2.0.0) divides a sum by a count for this call: over all rows always, in groups
   * where these save it a sum or a count. Columns are taken to have NULLs unless declared without;
   * DuckDB looks into its statistics too.
   */
  static boolean hasPartsBeside(
      AggregateCall call, org.apache.calcite.rel.core.Aggregate grouping) {
    if (call.hasFilter()
        || call.isDistinct()
        || !call.getCollation().getFieldCollations().isEmpty()) {
      return false;
    }
    return grouping.getGroupSet().isEmpty()
        || grouping.getAggCallList().stream()
            .filter(other -> !other.hasFilter() && !other.isDistinct())
            .anyMatch(other -> !other.equals(call) && sharesParts(call, other, grouping));
  }

  private static boolean sharesParts(
      AggregateCall call, AggregateCall other, org.apache.calcite.rel.core.Aggregate grouping) {
    boolean isSameArgument = other.getArgList().equals(call.getArgList());
    return switch (other.getAggregation().getKind()) {
      case SUM, SUM0 -> isSameArgument;
      case COUNT ->
          isSameArgument || (countsAllRows(call, grouping) && countsAllRows(other, grouping));
      case AVG -> countsAllRows(call, grouping) && countsAllRows(other, grouping);
      default -> false;
    };
  }

  private static boolean countsAllRows(
      AggregateCall call, org.apache.calcite.rel.core.Aggregate grouping) {
    List<RelDataTypeField> fields = grouping.getInput().getRowType().getFieldList();
    return call.getArgList().stream().noneMatch(field -> fields.get(field).getType().isNullable());
  }

  @Override
  public Optional<SplitAggregate> split(AggregateUse use) {
    if (use.beside().partsOfAverage()) {
      return Optional.of(divided(use));
    }
    Optional<String> sum = stateSum(use.argumentType(0));
    if (sum.isEmpty()) {
      return whole().split(use).map(SplitAggregate::inAnyOrder);
    }
    Binding bound = binding.apply(use);
    return Optional.of(
        new SplitAggregate(
            List.of(use.filtered(use.call("sum")), use.filtered(use.call("count"))),
            (columns, order) ->
                StateAggregate.typed(
                    use, bound, finalized(use, bound, sum.get(), columns, order))));
  }

  private SplitAggregate divided(AggregateUse use) {
    Binding bound = binding.apply(use);
    return new SplitAggregate(
        List.of(use.call("sum"), use.call("count")),
        (columns, order) ->
            StateAggregate.typed(
                use,
                bound,
                "CAST(sum("
                    + ordered(use, columns.get(0), order)
                    + ") AS DOUBLE) / CAST(sum("
                    + columns.get(1)
                    + ") AS DOUBLE)"));
  }

  /** Sums of doubles depend on the order of what they sum. */
  private static String ordered(AggregateUse use, String column, String order) {
    boolean orderMatters =
        !order.isEmpty() && SqlTypeUtil.isApproximateNumeric(use.argumentType(0));
    return column + (orderMatters ? " ORDER BY " + order : "");
  }

  private StateAggregate whole() {
    return new StateAggregate("avg", binding);
  }

  private static String finalized(
      AggregateUse use, Binding bound, String sum, List<String> columns, String order) {
    return "finalize(to_aggregate_state({'count': CAST(coalesce(sum("
        + columns.get(1)
        + "), 0) AS UBIGINT), 'value': "
        + Placeholders.fill(sum, "coalesce(sum(" + ordered(use, columns.get(0), order) + "), 0)")
        + "}, 'avg', ["
        + DuckDbNames.literal(bound.arguments().get(0))
        + "]))";
  }

  /** The pattern of a state's sum over the sum of all rows; empty for the widest decimals. */
  private static Optional<String> stateSum(RelDataType argument) {
    SqlTypeName name = argument.getSqlTypeName();
    if (SqlTypeName.APPROX_TYPES.contains(name)) {
      return Optional.of("{0}");
    }
    if (SqlTypeName.INT_TYPES.contains(name)) {
      return Optional.of("CAST({0} AS HUGEINT)");
    }
    // The sum of decimals is that of their digits, without the point.
    int digits = argument.getPrecision() + argument.getScale() + COUNT_DIGITS;
    return name == SqlTypeName.DECIMAL && digits <= MAX_DIGITS
        ? Optional.of(
            "CAST({0} * " + java.math.BigInteger.TEN.pow(argument.getScale()) + " AS HUGEINT)")
        : Optional.empty();
  }
}
