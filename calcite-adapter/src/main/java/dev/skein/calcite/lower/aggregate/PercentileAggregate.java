package dev.skein.calcite.lower.aggregate;

import dev.skein.calcite.lower.aggregate.AggregateUse.SortKey;
import dev.skein.calcite.lower.aggregate.Aggregates.Aggregate;
import dev.skein.calcite.lower.aggregate.StateAggregate.Binding;
import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.lower.text.NotInDuckDb;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * PERCENTILE_CONT and PERCENTILE_DISC, which take their value from WITHIN GROUP (ORDER BY value).
 * DuckDB's word for a descending order is a negative fraction.
 *
 * @param name the quantile of DuckDB
 */
record PercentileAggregate(String name) implements Aggregate {
  @Override
  public String write(AggregateUse use) {
    String text = use.filtered(name + "(" + key(use).sql() + ", " + fraction(use) + ")");
    return StateAggregate.typed(use, binding(use), text);
  }

  @Override
  public Optional<SplitAggregate> split(AggregateUse use) {
    Binding bound = binding(use);
    String fraction = fraction(use);
    String call = name + "(" + key(use).sql() + ", " + fraction + ")";
    return Optional.of(StateAggregate.split(use, name, bound, call, List.of("NULL", fraction)));
  }

  private Binding binding(AggregateUse use) {
    String value = DuckDbTypes.typeName(key(use).type());
    return new Binding(List.of(value, "DOUBLE"), Quantiles.result(name, value));
  }

  private static SortKey key(AggregateUse use) {
    if (use.sortKeys().size() != 1 || use.arguments().size() != 1 || use.distinct()) {
      throw new NotInDuckDb(use.function(), "a percentile of other than one sorted value");
    }
    return use.sortKeys().get(0);
  }

  private static String fraction(AggregateUse use) {
    String text = use.arguments().get(0);
    BigDecimal fraction;
    try {
      fraction = new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new NotInDuckDb(use.function(), "its fraction " + text + " is not a constant");
    }
    if (!key(use).descending()) {
      return text;
    }
    // There is no negative zero; the first of the descending values is the last of the others.
    return fraction.signum() == 0 ? "1" : "-" + text;
  }
}
