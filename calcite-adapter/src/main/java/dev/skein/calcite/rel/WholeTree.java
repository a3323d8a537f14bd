package dev.skein.calcite.rel;

import java.util.function.Consumer;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/** A tree with the trees of the sub-queries in its expressions. */
public final class WholeTree {
  private WholeTree() {}

  /** Visits every operator, each before its inputs. */
  public static void forEach(RelNode root, Consumer<RelNode> visit) {
    visit.accept(root);
    root.accept(
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery subQuery) {
            forEach(subQuery.rel, visit);
            return super.visitSubQuery(subQuery);
          }
        });
    root.getInputs().forEach(input -> forEach(input, visit));
  }
}
