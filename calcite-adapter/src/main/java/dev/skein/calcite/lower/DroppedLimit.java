package dev.skein.calcite.lower;

import dev.skein.calcite.rel.StoredTable;
import dev.skein.calcite.rel.WholeTree;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableScan;

/**
 * A LIMIT that DuckDB (2.0.0) drops: of {@code SELECT x FROM t WHERE x > (SELECT max(y) FROM u)
 * LIMIT 35}, and of the same as a join, it returns all rows if u has fewer than 35. It does not if
 * there is an OFFSET; with ORDER BY it sorts and keeps as many as it should.
 */
final class DroppedLimit {
  /** The OFFSET that changes nothing else. */
  static final String OFFSET = "0";

  private DroppedLimit() {}

  /** Whether rows of several tables may meet in a tree; what a view reads is not known. */
  static boolean isPossible(RelNode tree) {
    int[] tables = {0};
    WholeTree.forEach(
        tree,
        node -> {
          if (node.getInputs().isEmpty()) {
            tables[0] += isView(node) ? 2 : 1;
          }
        });
    return tables[0] > 1;
  }

  private static boolean isView(RelNode leaf) {
    StoredTable table =
        leaf instanceof TableScan scan ? scan.getTable().unwrap(StoredTable.class) : null;
    return table != null && table.source().isEmpty();
  }
}
