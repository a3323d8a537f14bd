package dev.skein.calcite.rule;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedSort;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalSort;

/** Sorts and limits in DuckDB. */
final class DistributedSortRule extends DistributedConverterRule<LogicalSort> {
  DistributedSortRule(DistributedConvention convention) {
    super(convention, LogicalSort.class, "DistributedSortRule");
  }

  @Override
  RelNode twin(LogicalSort rel, RelTraitSet traits) {
    return new DistributedSort(
        rel.getCluster(), traits, input(rel.getInput()), rel.getCollation(), rel.offset, rel.fetch);
  }
}
