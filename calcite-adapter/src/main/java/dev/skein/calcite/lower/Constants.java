package dev.skein.calcite.lower;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.plan.volcano.RelSubset;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/** Finds the columns of a node that are literals. */
final class Constants {
  private Constants() {}

  static Map<Integer, RexLiteral> of(RelNode rel) {
    RelNode node = rel;
    if (rel instanceof RelSubset subset) {
      node = subset.getBestOrOriginal();
    }
    Map<Integer, RexLiteral> constants = new HashMap<>();
    if (node instanceof Project project) {
      List<RexNode> nodes = project.getProjects();
      for (int i = 0; i < nodes.size(); i++) {
        if (nodes.get(i) instanceof RexLiteral literal) {
          constants.put(i, literal);
        }
      }
    }
    return constants;
  }
}
