package dev.skein.calcite.rule;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedTableScan;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalTableScan;

/** Reads a table of this schema in DuckDB. */
final class DistributedTableScanRule extends DistributedConverterRule<LogicalTableScan> {
  DistributedTableScanRule(DistributedConvention convention) {
    super(convention, LogicalTableScan.class, "DistributedTableScanRule");
  }

  @Override
  RelNode twin(LogicalTableScan rel, RelTraitSet traits) {
    return new DistributedTableScan(rel.getCluster(), traits, rel.getTable());
  }
}
