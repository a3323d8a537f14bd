package dev.skein.calcite.lower;

import com.google.common.collect.ImmutableList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.plan.volcano.RelSubset;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Values;
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
    if (node instanceof Values values) {
      ofRows(values.getTuples(), constants);
    } else if (node instanceof Project project) {
      List<RexNode> nodes = project.getProjects();
      for (int i = 0; i < nodes.size(); i++) {
        if (nodes.get(i) instanceof RexLiteral literal) {
          constants.put(i, literal);
        }
      }
    }
    return constants;
  }

  /** Calcite makes rows of a SELECT without a FROM. */
  private static void ofRows(
      List<ImmutableList<RexLiteral>> rows, Map<Integer, RexLiteral> constants) {
    if (rows.isEmpty()) {
      return;
    }
    List<RexLiteral> first = rows.get(0);
    for (int i = 0; i < first.size(); i++) {
      int column = i;
      if (rows.stream().allMatch(row -> row.get(column).equals(first.get(column)))) {
        constants.put(i, first.get(i));
      }
    }
  }
}
