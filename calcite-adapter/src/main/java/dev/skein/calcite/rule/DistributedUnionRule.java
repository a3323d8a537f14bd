package dev.skein.calcite.rule;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedUnion;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalUnion;

/** Unites in DuckDB. */
final class DistributedUnionRule extends DistributedConverterRule<LogicalUnion> {
  DistributedUnionRule(DistributedConvention convention) {
    super(convention, LogicalUnion.class, "DistributedUnionRule");
  }

  @Override
  RelNode twin(LogicalUnion rel, RelTraitSet traits) {
    return new DistributedUnion(rel.getCluster(), traits, inputs(rel), rel.all);
  }
}
