package dev.skein.calcite.lower;

import dev.skein.calcite.lower.Select.Item;
import dev.skein.calcite.lower.aggregate.AggregateFunctions;
import dev.skein.calcite.lower.aggregate.AggregateUse.Beside;
import dev.skein.calcite.lower.aggregate.SplitAggregate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;

/**
 * An aggregation in two steps: each task groups its own rows, and the groups of all tasks are
 * grouped again.
 *
 * <pre>
 *   GROUP BY g: sum(x), count(DISTINCT y)
 *     task:     SELECT g, y, sum(x) AS p ... GROUP BY g, y
 *     combine:  SELECT g, sum(p), count(DISTINCT y) ... GROUP BY g
 * </pre>
 *
 * <p>A DISTINCT call needs every distinct argument once, so its arguments and filter become keys of
 * the first step. Grouping sets are formed in the second step alone: the first groups by all keys.
 */
final class PartialAggregate {
  private static final String ORDER = "c_order";

  private final Aggregate aggregate;
  private final DuckDbSqlWriter writer;

  /** The input columns that the first step groups by, in the order of its output. */
  private final List<Integer> keys;

  PartialAggregate(Aggregate aggregate, DuckDbSqlWriter writer) {
    this.aggregate = aggregate;
    this.writer = writer;
    this.keys =
        Stream.concat(
                aggregate.getGroupSet().asList().stream(),
                aggregate.getAggCallList().stream()
                    .filter(call -> AggregateFunctions.isOverKeys(call, aggregate))
                    .flatMap(PartialAggregate::inputsOf))
            .distinct()
            .toList();
  }

  private static Stream<Integer> inputsOf(AggregateCall call) {
    return Stream.concat(
        call.getArgList().stream(), call.hasFilter() ? Stream.of(call.filterArg) : Stream.of());
  }

  /** The two steps of a call; none for a call over the keys. */
  private Optional<SplitAggregate> split(AggregateCall call, IntFunction<String> fields) {
    return AggregateFunctions.isOverKeys(call, aggregate)
        ? Optional.empty()
        : AggregateFunctions.split(
            call, aggregate.getInput().getRowType(), fields, Beside.of(call, aggregate));
  }

  /** The first step, over the rows of a branch. */
  Select partial(Select rows) {
    Select input = writer.groupable(rows, keys, false);
    IntFunction<String> fields = writer.fields(aggregate, input.texts());
    List<Item> items = new ArrayList<>();
    keys.forEach(key -> items.add(input.items.get(key)));
    for (AggregateCall call : aggregate.getAggCallList()) {
      split(call, fields)
          .ifPresent(
              split -> split.partials().forEach(text -> items.add(new Item(text, false, false))));
    }
    input.groupBy = keys.stream().map(key -> input.items.get(key).text()).toList();
    input.items = List.copyOf(items);
    return input;
  }

  /** The second step, over the rows that all tasks returned as the table of a stage. */
  Select combine(String table) {
    Select partials = writer.fromTable(table, columns());
    List<Item> items = combined(partials.texts(), "");
    if (!items.equals(combined(partials.texts(), ORDER))) {
      // Rows arrive in the order of their splits; numbered, they are combined in that order too.
      partials = writer.fromNumberedTable(table, columns(), ORDER);
      items = combined(partials.texts(), ORDER);
    }
    DuckDbSqlWriter.group(partials, aggregate, inputs(partials.texts()));
    partials.items = items;
    return partials;
  }

  private List<Item> combined(List<String> returned, String order) {
    List<String> inputs = inputs(returned);
    List<Item> items = new ArrayList<>();
    aggregate.getGroupSet().forEach(key -> items.add(Item.column(inputs.get(key))));
    int next = keys.size();
    for (AggregateCall call : aggregate.getAggCallList()) {
      Optional<SplitAggregate> split = split(call, writer.fields(aggregate, inputs));
      String text;
      if (split.isPresent()) {
        int end = next + split.get().partials().size();
        text = split.get().combine().write(returned.subList(next, end), order);
        next = end;
      } else {
        text = writer.call(call, aggregate, inputs);
      }
      items.add(new Item(text, false, false));
    }
    return List.copyOf(items);
  }

  /** The text of each input column in the second step, where only keys are left of them. */
  private List<String> inputs(List<String> returned) {
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < aggregate.getInput().getRowType().getFieldCount(); i++) {
      int key = keys.indexOf(i);
      inputs.add(key < 0 ? "NULL" : returned.get(key));
    }
    return inputs;
  }

  private int columns() {
    int columns = keys.size();
    for (AggregateCall call : aggregate.getAggCallList()) {
      columns +=
          split(
                  call,
                  writer.fields(
                      aggregate,
                      DuckDbSqlWriter.names(aggregate.getInput().getRowType().getFieldCount())))
              .map(split -> split.partials().size())
              .orElse(0);
    }
    return columns;
  }
}
