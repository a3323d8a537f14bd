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
    String fraction = use.arguments().get(1);
    String call = use.call(name, StateAggregate.argument(use, bound, 0) + ", " + fraction);
    return Optional.of(StateAggregate.split(use, name, bound, call, List.of("NULL", fraction)));
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
