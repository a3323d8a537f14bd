package dev.skein.calcite.lower;

import dev.skein.calcite.rel.DistributedTableScan;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableScan;

/**
 * Copies a plan so that no node stands in it twice. Planners share equal subtrees, and of two equal
 * scans only one is the driver.
 */
final class DistinctTrees {
  private DistinctTrees() {}

  static RelNode copy(RelNode rel) {
    List<RelNode> inputs = rel.getInputs().stream().map(DistinctTrees::copy).toList();
    if (rel instanceof TableScan scan) {
      return new DistributedTableScan(scan.getCluster(), scan.getTraitSet(), scan.getTable());
    }
    return inputs.isEmpty() ? rel : rel.copy(rel.getTraitSet(), inputs);
  }
}
