package dev.skein.calcite.rule;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.jspecify.annotations.Nullable;

/** Looks for operators whose rows are referred to from a sub-query or from beside them. */
public final class CorrelationFinder extends RelVisitor {
  private boolean found;

  /** Whether there is one in a tree, its sub-queries included. */
  public boolean isIn(RelNode root) {
    go(root);
    return found;
  }

  @Override
  public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
    if (!node.getVariablesSet().isEmpty()) {
      found = true;
    }
    if (found) {
      return;
    }
    node.accept(
        new RexShuttle() {
          @Override
          public RexSubQuery visitSubQuery(RexSubQuery subQuery) {
            CorrelationFinder.this.visit(subQuery.rel, 0, node);
            return subQuery;
          }
        });
    super.visit(node, ordinal, parent);
  }
}
