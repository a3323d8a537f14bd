package dev.skein.calcite.lower.aggregate;

import dev.skein.calcite.lower.aggregate.Aggregates.Aggregate;
import dev.skein.calcite.lower.text.DuckDbNames;
import dev.skein.calcite.lower.text.DuckDbTypes;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An aggregate whose partial result is the state that DuckDB itself keeps, exported by each task
 * and combined by DuckDB's own means.
 *
 * <p>An exported state is an ordinary value outside DuckDB; to read it back takes the name and the
 * argument types that the function was bound with, exactly.
 *
 * @param binding checks a use and says how DuckDB binds it
 */
record StateAggregate(String name, Function<AggregateUse, Binding> binding) implements Aggregate {
  /**
   * The overload of a function that DuckDB chooses.
   *
   * @param arguments the types of its parameters
   * @param result the type of its result
   */
  record Binding(List<String> arguments, String result) {
    Binding {
      arguments = List.copyOf(arguments);
    }
  }

  @Override
  public String write(AggregateUse use) {
    Binding bound = binding.apply(use);
    return typed(use, bound, use.filtered(use.call(name)));
  }

  @Override
  public Optional<SplitAggregate> split(AggregateUse use) {
    Binding bound = binding.apply(use);
    return Optional.of(split(use, name, bound, use.call(name, arguments(use, bound)), List.of()));
  }

  /**
   * The steps of a call: its states are exported, and combined.
   *
   * @param call the text of the call, of arguments for which DuckDB chooses the binding
   * @param constants a constant or NULL for each argument; empty where none is constant
   */
  static SplitAggregate split(
      AggregateUse use, String name, Binding bound, String call, List<String> constants) {
    return new SplitAggregate(
        List.of(use.filtered(call) + " EXPORT_STATE"),
        (columns, order) ->
            typed(use, bound, combined(name, columns.get(0), bound, constants, order)));
  }

  /** The text that combines a column of states. */
  private static String combined(
      String name, String column, Binding bound, List<String> constants, String splitOrder) {
    String types =
        bound.arguments().stream()
            .map(DuckDbNames::literal)
            .collect(Collectors.joining(", ", "[", "]"));
    String fixed = constants.isEmpty() ? "" : ", [" + String.join(", ", constants) + "]";
    String order = splitOrder.isEmpty() ? "" : " ORDER BY " + splitOrder;
    return "finalize(combine_aggr(to_aggregate_state("
        + column
        + ", "
        + DuckDbNames.literal(name)
        + ", "
        + types
        + fixed
        + ")"
        + order
        + "))";
  }

  static String typed(AggregateUse use, Binding bound, String text) {
    return bound.result().equals(DuckDbTypes.typeName(use.type())) ? text : use.cast(text);
  }

  private static String arguments(AggregateUse use, Binding bound) {
    return IntStream.range(0, use.arguments().size())
        .mapToObj(i -> argument(use, bound, i))
        .collect(Collectors.joining(", "));
  }

  /**
   * An argument, cast where DuckDB could choose another overload, whose state has another layout.
   * To a double it has no choice.
   */
  static String argument(AggregateUse use, Binding bound, int index) {
    String type = bound.arguments().get(index);
    String argument = use.arguments().get(index);
    return type.equals("DOUBLE") || type.equals(DuckDbTypes.typeName(use.argumentType(index)))
        ? argument
        : "CAST(" + argument + " AS " + type + ")";
  }
}
