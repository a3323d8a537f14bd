package dev.skein.calcite.lower.aggregate;

import dev.skein.calcite.lower.aggregate.Aggregates.Aggregate;
import dev.skein.calcite.lower.text.NotInDuckDb;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** LISTAGG and STRING_AGG, with a comma where no separator is given. */
final class StringAggregate implements Aggregate {
  @Override
  public String write(AggregateUse use) {
    if (use.arguments().size() > 2 || !SqlTypeUtil.inCharFamily(use.argumentType(0))) {
      throw new NotInDuckDb(use.function(), "other arguments than a string and a separator");
    }
    return use.filtered(use.call("string_agg", use.arguments().get(0) + ", " + separator(use)));
  }

  @Override
  public Optional<SplitAggregate> split(AggregateUse use) {
    if (use.distinct() || !use.sortKeys().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SplitAggregate(
            List.of(write(use)),
            (columns, splitOrder) ->
                "string_agg("
                    + columns.get(0)
                    + ", "
                    + separator(use)
                    + (splitOrder.isEmpty() ? "" : " ORDER BY " + splitOrder)
                    + ")"));
  }

  private static String separator(AggregateUse use) {
    return use.arguments().size() == 1 ? "','" : use.arguments().get(1);
  }
}
