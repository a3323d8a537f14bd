package dev.skein.calcite.lower;

import dev.skein.calcite.lower.Aggregates.Aggregate;
import dev.skein.calcite.lower.StateAggregate.Binding;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * AVG. Its state in DuckDB is a count and a sum, so the tasks return these two as plain values and
 * DuckDB's own Finalize makes the average of their sums: the digits are those of one avg() over all
 * rows. An exported state would be the same, but takes DuckDB (2.0.0) twice as long as avg() does,
 * and a query that also asks for the sum or the count shares them.
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

  @Override
  public Optional<SplitAggregate> split(AggregateUse use) {
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

  private StateAggregate whole() {
    return new StateAggregate("avg", binding);
  }

  private static String finalized(
      AggregateUse use, Binding bound, String sum, List<String> columns, String order) {
    boolean orderMatters =
        !order.isEmpty() && SqlTypeUtil.isApproximateNumeric(use.argumentType(0));
    String sums = columns.get(0) + (orderMatters ? " ORDER BY " + order : "");
    return "finalize(to_aggregate_state({'count': CAST(coalesce(sum("
        + columns.get(1)
        + "), 0) AS UBIGINT), 'value': "
        + Template.fill(sum, "coalesce(sum(" + sums + "), 0)")
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
