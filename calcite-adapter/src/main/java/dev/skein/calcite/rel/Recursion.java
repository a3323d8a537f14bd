package dev.skein.calcite.rel;

import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.Spool;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.schema.TransientTable;
import org.jspecify.annotations.Nullable;

/**
 * Knows the nodes of a WITH that names itself:
 *
 * <pre>
 *   RepeatUnion
 *     TableSpool          keeps the rows of a round, which DuckDB does by itself
 *       seed
 *     TableSpool
 *       step, with scans of a transient table: the rows of the round before
 * </pre>
 */
public final class Recursion {
  private Recursion() {}

  /** What names the rows of the round before; null if this node does not read them. */
  public static @Nullable TransientTable rounds(RelNode rel) {
    return rel instanceof TableScan scan ? rounds(scan.getTable()) : null;
  }

  public static @Nullable TransientTable rounds(@Nullable RelOptTable table) {
    return table == null ? null : table.unwrap(TransientTable.class);
  }

  /** Whether DuckDB has this part of a recursion; its inputs are not looked at. */
  public static boolean isPart(RelNode rel) {
    return (rel instanceof RepeatUnion union && union.iterationLimit < 0)
        || rel instanceof Spool
        || rounds(rel) != null;
  }
}
