package dev.skein.calcite.lower.aggregate;

import dev.skein.calcite.lower.aggregate.Aggregates.Aggregate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** COUNT of rows, of values and of tuples without a NULL in them. */
final class CountAggregate implements Aggregate {
  @Override
  public String write(AggregateUse use) {
    return switch (use.arguments().size()) {
      case 0 -> use.filtered("count(*)");
      case 1 -> use.filtered(use.call("count"));
      default -> tuples(use);
    };
  }

  private static String tuples(AggregateUse use) {
    String complete =
        use.arguments().stream()
            .map(argument -> argument + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    if (!use.distinct()) {
      return use.filtered("count(*)", complete);
    }
    return use.filtered("count(DISTINCT (" + use.list() + "))", complete);
  }

  @Override
  public Optional<SplitAggregate> split(AggregateUse use) {
    return Optional.of(
        new SplitAggregate(
            List.of(write(use)),
            (columns, splitOrder) -> "coalesce(CAST(sum(" + columns.get(0) + ") AS BIGINT), 0)"));
  }
}
