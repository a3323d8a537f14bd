package dev.skein.calcite.lower.split;

import dev.skein.calcite.rel.Recursion;
import dev.skein.calcite.rel.StoredTable;
import dev.skein.calcite.rel.WholeTree;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableScan;

/** Counts the rows of all tables that a tree reads, its sub-queries too. */
public final class ScannedRows {
  /** What a view is taken for: more than a row group, so that it is not rebuilt lightly. */
  private static final long VIEW_ROWS = 1_000_000;

  private ScannedRows() {}

  public static long of(RelNode root) {
    long[] rows = {0};
    WholeTree.forEach(
        root,
        node -> {
          if (node instanceof TableScan scan && Recursion.rounds(scan) == null) {
            long stored = scan.getTable().unwrapOrThrow(StoredTable.class).rows();
            rows[0] += stored < 0 ? VIEW_ROWS : stored;
          }
        });
    return rows[0];
  }
}
