package dev.skein.calcite.enumerable;

import dev.skein.calcite.rel.DistributedStatement;
import dev.skein.calcite.rel.WholeTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/** Finds the dynamic parameters of a tree. */
final class ParameterBindings {
  private ParameterBindings() {}

  /** How each parameter is bound, by index; NULL stands for those between that are not used. */
  static List<ParameterBinding> of(RelNode root) {
    if (root instanceof DistributedStatement statement) {
      return statement.parameters().given().stream()
          .<ParameterBinding>map(rep -> value -> GivenValue.toDuckDb(rep, value))
          .toList();
    }
    Map<Integer, RelDataType> found = new TreeMap<>();
    RexShuttle finder =
        new RexShuttle() {
          @Override
          public RexNode visitDynamicParam(RexDynamicParam parameter) {
            found.put(parameter.getIndex(), parameter.getType());
            return parameter;
          }
        };
    WholeTree.forEach(root, node -> node.accept(finder));
    List<ParameterBinding> bindings = new ArrayList<>();
    found.forEach(
        (index, type) -> {
          while (bindings.size() < index) {
            bindings.add(unused -> null);
          }
          bindings.add(value -> Parameters.toDuckDb(value, type));
        });
    return bindings;
  }
}
