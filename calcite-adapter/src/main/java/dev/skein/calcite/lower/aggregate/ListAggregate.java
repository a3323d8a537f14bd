package dev.skein.calcite.lower.aggregate;

import dev.skein.calcite.lower.aggregate.Aggregates.Aggregate;
import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.lower.text.NotInDuckDb;
import dev.skein.calcite.lower.text.Placeholders;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.type.RelDataType;

/**
 * ARRAY_AGG and COLLECT. Lists of parts are put one behind the other, so that an order of its own
 * keeps an aggregate whole.
 *
 * @param dropsNulls whether a NULL is no element; DuckDB, as PostgreSQL, keeps it in an array
 * @param finish what is done with the list of all values
 */
record ListAggregate(boolean dropsNulls, UnaryOperator<String> finish) implements Aggregate {
  @Override
  public String write(AggregateUse use) {
    return finish.apply(list(use));
  }

  @Override
  public Optional<SplitAggregate> split(AggregateUse use) {
    if (use.distinct() || !use.sortKeys().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SplitAggregate(
            List.of(list(use)),
            (columns, splitOrder) ->
                finish.apply(
                    Placeholders.fill(
                        "flatten(list({0}{1}) FILTER (WHERE {0} IS NOT NULL))",
                        columns.get(0), splitOrder.isEmpty() ? "" : " ORDER BY " + splitOrder))));
  }

  private String list(AggregateUse use) {
    RelDataType component = use.type().getComponentType();
    if (component == null || !DuckDbTypes.sameStorage(use.argumentType(0), component)) {
      throw new NotInDuckDb(use.function(), "a list of another type than its argument");
    }
    String call = use.call("list");
    return dropsNulls || use.ignoreNulls()
        ? use.filtered(call, use.arguments().get(0) + " IS NOT NULL")
        : use.filtered(call);
  }
}
