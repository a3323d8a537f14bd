package dev.skein.calcite.rel;

import org.apache.calcite.rel.RelNode;

/**
 * A node that DuckDB computes. All nodes of one tree have the same {@link DistributedConvention}.
 */
public interface DistributedRel extends RelNode {
  /**
   * Makes a plan in DuckDB cheaper than the same in Calcite's pipeline, whatever the row counts: a
   * row that stays in DuckDB is never converted.
   */
  double COST_FACTOR = 0.01;
}
