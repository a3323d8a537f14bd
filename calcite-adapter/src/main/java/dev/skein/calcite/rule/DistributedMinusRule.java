package dev.skein.calcite.rule;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedMinus;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalMinus;

/** Subtracts in DuckDB. */
final class DistributedMinusRule extends DistributedConverterRule<LogicalMinus> {
  DistributedMinusRule(DistributedConvention convention) {
    super(convention, LogicalMinus.class, "DistributedMinusRule");
  }

  @Override
  RelNode twin(LogicalMinus rel, RelTraitSet traits) {
    return new DistributedMinus(rel.getCluster(), traits, inputs(rel), rel.all);
  }
}
