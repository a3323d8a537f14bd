package dev.skein.calcite.rule;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedFilter;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalFilter;

/** Filters in DuckDB. */
final class DistributedFilterRule extends DistributedConverterRule<LogicalFilter> {
  DistributedFilterRule(DistributedConvention convention) {
    super(convention, LogicalFilter.class, "DistributedFilterRule");
  }

  @Override
  RelNode twin(LogicalFilter rel, RelTraitSet traits) {
    return new DistributedFilter(
        rel.getCluster(), traits, input(rel.getInput()), rel.getCondition(), rel.getVariablesSet());
  }
}
