package dev.skein.calcite.rule;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedIntersect;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalIntersect;

/** Intersects in DuckDB. */
final class DistributedIntersectRule extends DistributedConverterRule<LogicalIntersect> {
  DistributedIntersectRule(DistributedConvention convention) {
    super(convention, LogicalIntersect.class, "DistributedIntersectRule");
  }

  @Override
  RelNode twin(LogicalIntersect rel, RelTraitSet traits) {
    return new DistributedIntersect(rel.getCluster(), traits, inputs(rel), rel.all);
  }
}
