package dev.skein.calcite.rule;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedJoin;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalJoin;

/** Joins in DuckDB what both stands in this schema. */
final class DistributedJoinRule extends DistributedConverterRule<LogicalJoin> {
  DistributedJoinRule(DistributedConvention convention) {
    super(convention, LogicalJoin.class, "DistributedJoinRule");
  }

  @Override
  RelNode twin(LogicalJoin rel, RelTraitSet traits) {
    return new DistributedJoin(
        rel.getCluster(),
        traits,
        input(rel.getLeft()),
        input(rel.getRight()),
        rel.getCondition(),
        rel.getVariablesSet(),
        rel.getJoinType());
  }
}
