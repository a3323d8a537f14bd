package dev.skein.calcite.lower.aggregate;

import java.util.List;

/**
 * An aggregate in two steps: every task computes the partials of its rows, one more aggregation
 * over the partials of all tasks gives the result.
 *
 * @param partials the aggregates that a task selects, as complete SQL
 */
public record SplitAggregate(List<String> partials, Combine combine) {
  public SplitAggregate {
    partials = List.copyOf(partials);
  }

  /** The same where the order of the partials does not matter, as for a sum that is exact. */
  SplitAggregate inAnyOrder() {
    return new SplitAggregate(partials, (columns, splitOrder) -> combine.write(columns, ""));
  }

  /** Writes the aggregate over partials. */
  @FunctionalInterface
  public interface Combine {
    /**
     * The complete text.
     *
     * @param columns the columns that hold the partials, in order
     * @param splitOrder a column by which partials are combined in the order of their splits, or an
     *     empty text: sums of doubles and the order of lists then depend on the order of the rows
     */
    String write(List<String> columns, String splitOrder);
  }
}
