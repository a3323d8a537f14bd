package dev.skein.calcite.lower.aggregate;

import dev.skein.calcite.lower.aggregate.Aggregates.Aggregate;
import java.util.Optional;
import java.util.function.Function;

/** An aggregate that needs all rows of its group in one place. */
record WholeAggregate(Function<AggregateUse, String> direct) implements Aggregate {
  @Override
  public String write(AggregateUse use) {
    return direct.apply(use);
  }

  @Override
  public Optional<SplitAggregate> split(AggregateUse use) {
    return Optional.empty();
  }
}
