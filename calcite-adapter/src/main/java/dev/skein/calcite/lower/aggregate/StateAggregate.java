package dev.skein.calcite.lower.aggregate;

import dev.skein.calcite.lower.aggregate.Aggregates.Aggregate;
import dev.skein.calcite.lower.text.DuckDbNames;
import dev.skein.calcite.lower.text.DuckDbTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

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
    String partial = use.filtered(use.call(name, arguments(use, bound))) + " EXPORT_STATE";
    return Optional.of(
        new SplitAggregate(
            List.of(partial),
            (columns, order) ->
                typed(use, bound, combined(name, columns.get(0), bound, List.of(), order))));
  }

  /**
   * The text that combines a column of states.
   *
   * @param constants a constant or NULL for each argument; empty where none is constant
   */
  static String combined(
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

  /**
   * Casts where DuckDB could choose another overload, whose state has another layout. To a double
   * it has no choice.
   */
  private static String arguments(AggregateUse use, Binding bound) {
    List<String> casts = new ArrayList<>();
    for (int i = 0; i < use.arguments().size(); i++) {
      String type = bound.arguments().get(i);
      String argument = use.arguments().get(i);
      boolean plain =
          type.equals("DOUBLE") || type.equals(DuckDbTypes.typeName(use.argumentType(i)));
      casts.add(plain ? argument : "CAST(" + argument + " AS " + type + ")");
    }
    return String.join(", ", casts);
  }
}
