package dev.skein.calcite.lower.split;

import dev.skein.calcite.rel.Recursion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlExplainLevel;

/**
 * Finds aggregates, with what stands above and below them, that a plan has more than once: Calcite
 * puts the query of a WITH wherever its name is used, and DuckDB computes a WITH once.
 */
public final class SharedTrees {
  private final IdentityHashMap<RelNode, String> candidates = new IdentityHashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, List<RelNode>> shared = new LinkedHashMap<>();

  private SharedTrees() {}

  /** What is known of a tree: whether it gives the same rows each time, and aggregates any. */
  private record Findings(boolean repeatable, boolean aggregates) {}

  /**
   * The largest such trees; each list has the equal ones, none of which is a part of another.
   *
   * @param root in which no node stands twice
   */
  public static List<List<RelNode>> of(RelNode root) {
    if (aggregates(root) < 2) {
      return List.of();
    }
    SharedTrees trees = new SharedTrees();
    trees.examine(root);
    trees.collect(root);
    return trees.shared.values().stream().filter(equal -> equal.size() > 1).toList();
  }

  private static int aggregates(RelNode rel) {
    return (rel instanceof Aggregate ? 1 : 0)
        + rel.getInputs().stream().mapToInt(SharedTrees::aggregates).sum();
  }

  private Findings examine(RelNode rel) {
    boolean repeatable = isRepeatable(rel) && isPlain(rel);
    boolean aggregates = rel instanceof Aggregate;
    for (RelNode input : rel.getInputs()) {
      Findings of = examine(input);
      repeatable &= of.repeatable();
      aggregates |= of.aggregates();
    }
    if (repeatable && aggregates) {
      String digest = RelOptUtil.toString(rel, SqlExplainLevel.DIGEST_ATTRIBUTES);
      candidates.put(rel, digest);
      counts.merge(digest, 1, Integer::sum);
    }
    return new Findings(repeatable, aggregates);
  }

  private void collect(RelNode rel) {
    String digest = candidates.get(rel);
    if (digest != null && counts.getOrDefault(digest, 0) > 1) {
      List<RelNode> equal = shared.computeIfAbsent(digest, key -> new ArrayList<>());
      if (equal.isEmpty() || equal.get(0).deepEquals(rel)) {
        equal.add(rel);
      }
      return;
    }
    rel.getInputs().forEach(this::collect);
  }

  /**
   * Whether an operator, over the same rows and wherever it stands, gives the same rows; its
   * sub-queries are not looked at.
   */
  static boolean isRepeatable(RelNode rel) {
    if (Recursion.isPart(rel) || rel instanceof Correlate) {
      return false;
    }
    boolean[] repeatable = {true};
    rel.accept(
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            repeatable[0] &= call.getOperator().isDeterministic();
            return super.visitCall(call);
          }

          @Override
          public RexNode visitCorrelVariable(RexCorrelVariable variable) {
            repeatable[0] = false;
            return variable;
          }
        });
    return repeatable[0];
  }

  /** Whether an operator has neither sub-queries nor parameters, which stay where they are. */
  private static boolean isPlain(RelNode rel) {
    boolean[] plain = {true};
    rel.accept(
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery subQuery) {
            plain[0] = false;
            return subQuery;
          }

          @Override
          public RexNode visitDynamicParam(RexDynamicParam parameter) {
            plain[0] = false;
            return parameter;
          }
        });
    return plain[0];
  }
}
