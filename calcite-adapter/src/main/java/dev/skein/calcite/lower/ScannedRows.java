package dev.skein.calcite.lower;

import dev.skein.calcite.rel.StoredTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.jspecify.annotations.Nullable;

/** Counts the rows of all tables that a tree reads, its sub-queries too. */
final class ScannedRows {
  /** What a view is taken for: more than a row group, so that it is not rebuilt lightly. */
  private static final long VIEW_ROWS = 1_000_000;

  private ScannedRows() {}

  static long of(RelNode root) {
    long[] rows = {0};
    new RelVisitor() {
      @Override
      public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
        if (node instanceof TableScan scan && Recursion.rounds(scan) == null) {
          long stored = scan.getTable().unwrapOrThrow(StoredTable.class).rows();
          rows[0] += stored < 0 ? VIEW_ROWS : stored;
        }
        node.accept(
            new RexShuttle() {
              @Override
              public RexNode visitSubQuery(RexSubQuery subQuery) {
                go(subQuery.rel);
                return super.visitSubQuery(subQuery);
              }
            });
        super.visit(node, ordinal, parent);
      }
    }.go(root);
    return rows[0];
  }
}
