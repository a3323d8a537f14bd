package dev.skein.calcite.enumerable;

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
import org.jspecify.annotations.Nullable;

/** Finds the dynamic parameters of a tree. */
final class ParameterTypes {
  private ParameterTypes() {}

  /** The type of each parameter, by index; parameters between that are not used here are null. */
  static List<@Nullable RelDataType> of(RelNode root) {
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
    List<@Nullable RelDataType> types = new ArrayList<>();
    found.forEach(
        (index, type) -> {
          while (types.size() < index) {
            types.add(null);
          }
          types.add(type);
        });
    return types;
  }
}
