package dev.skein.calcite.rule;

import dev.skein.calcite.rel.DistributedAggregate;
import dev.skein.calcite.rel.DistributedConvention;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalAggregate;

/** Aggregates in DuckDB. */
final class DistributedAggregateRule extends DistributedConverterRule<LogicalAggregate> {
  DistributedAggregateRule(DistributedConvention convention) {
    super(convention, LogicalAggregate.class, "DistributedAggregateRule");
  }

  @Override
  RelNode twin(LogicalAggregate rel, RelTraitSet traits) {
    return new DistributedAggregate(
        rel.getCluster(),
        traits,
        input(rel.getInput()),
        rel.getGroupSet(),
        rel.getGroupSets(),
        rel.getAggCallList());
  }
}
