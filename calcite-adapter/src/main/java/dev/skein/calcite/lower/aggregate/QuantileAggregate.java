package dev.skein.calcite.lower.aggregate;

import dev.skein.calcite.lower.aggregate.Aggregates.Aggregate;
import dev.skein.calcite.lower.aggregate.StateAggregate.Binding;
import dev.skein.calcite.lower.text.DuckDbTypes;
import java.util.List;
import java.util.Optional;

/**
 * A quantile of one argument at a constant fraction, the other. Its state holds all values; the
 * fraction is not in it.
 *
 * @param name the function
 * @param fractionType the type of the parameter that takes the fraction
 */
record QuantileAggregate(String name, String fractionType) implements Aggregate {
  @Override
  public String write(AggregateUse use) {
    return StateAggregate.typed(use, binding(use), use.filtered(use.call(name)));
  }

  @Override
  public Optional<SplitAggregate> split(AggregateUse use) {
    Binding bound = binding(use);
    String value = use.arguments().get(0);
    String fraction = use.arguments().get(1);
    boolean plain =
        bound.arguments().get(0).equals("DOUBLE")
            || bound.arguments().get(0).equals(DuckDbTypes.typeName(use.argumentType(0)));
    String bindable = plain ? value : "CAST(" + value + " AS " + bound.arguments().get(0) + ")";
    String partial = use.filtered(use.call(name, bindable + ", " + fraction)) + " EXPORT_STATE";
    return Optional.of(
        new SplitAggregate(
            List.of(partial),
            (columns, order) ->
                StateAggregate.typed(
                    use,
                    bound,
                    StateAggregate.combined(
                        name, columns.get(0), bound, List.of("NULL", fraction), order))));
  }

  private Binding binding(AggregateUse use) {
    String own = DuckDbTypes.typeName(use.argumentType(0));
    DuckDbTypes.typeName(use.argumentType(1));
    String value =
        switch (use.argumentType(0).getSqlTypeName()) {
          case TINYINT -> name.equals("approx_quantile") ? "SMALLINT" : own;
          case REAL -> name.equals("approx_quantile") ? "DOUBLE" : own;
          default -> own;
        };
    return new Binding(List.of(value, fractionType), Quantiles.result(name, value));
  }
}
