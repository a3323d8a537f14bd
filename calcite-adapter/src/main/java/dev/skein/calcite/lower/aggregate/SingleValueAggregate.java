package dev.skein.calcite.lower.aggregate;

import dev.skein.calcite.lower.aggregate.Aggregates.Aggregate;
import dev.skein.calcite.lower.text.Placeholders;
import java.util.List;
import java.util.Optional;

/** SINGLE_VALUE, which a scalar sub-query becomes: the value of the only row, or an error. */
final class SingleValueAggregate implements Aggregate {
  private static final String ERROR = "error('More than one row in a scalar sub-query')";

  @Override
  public String write(AggregateUse use) {
    return Placeholders.fill(
        "CASE WHEN len({0}) > 1 THEN {1} ELSE list_extract({0}, 1) END",
        use.filtered(use.call("list")), ERROR);
  }

  @Override
  public Optional<SplitAggregate> split(AggregateUse use) {
    return Optional.of(
        new SplitAggregate(
            List.of(use.filtered("count(*)"), use.filtered(use.call("first"))),
            (columns, splitOrder) ->
                Placeholders.fill(
                    "CASE WHEN sum({0}) > 1 THEN {2} ELSE first({1}) FILTER (WHERE {0} = 1) END",
                    columns.get(0), columns.get(1), ERROR)));
  }
}
