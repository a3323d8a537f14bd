package dev.skein.calcite.lower.aggregate;

import dev.skein.calcite.lower.aggregate.Aggregates.Aggregate;
import dev.skein.calcite.lower.text.Placeholders;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * An aggregate whose partial results are values of its own type: sums of sums, minima of minima.
 *
 * @param direct writes the aggregate, and each task's share of it
 * @param combine the pattern of the aggregate over partial results
 */
record PlainAggregate(Function<AggregateUse, String> direct, String combine) implements Aggregate {
  @Override
  public String write(AggregateUse use) {
    return direct.apply(use);
  }

  @Override
  public Optional<SplitAggregate> split(AggregateUse use) {
    return Optional.of(
        new SplitAggregate(
            List.of(write(use)),
            (columns, splitOrder) -> combined(use, columns.get(0), splitOrder)));
  }

  private String combined(AggregateUse use, String column, String splitOrder) {
    if (!combine.contains("sum(")) {
      return Placeholders.fill(combine, column);
    }
    // A sum of doubles depends on its order; and a sum of integers is wider than they are.
    boolean ordersMatter =
        !splitOrder.isEmpty() && SqlTypeName.APPROX_TYPES.contains(use.type().getSqlTypeName());
    String ordered = ordersMatter ? column + " ORDER BY " + splitOrder : column;
    return use.cast(Placeholders.fill(combine, ordered));
  }
}
