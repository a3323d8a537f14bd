package dev.skein.calcite.rule;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedCorrelate;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalCorrelate;

/** Joins laterally in DuckDB. */
final class DistributedCorrelateRule extends DistributedConverterRule<LogicalCorrelate> {
  DistributedCorrelateRule(DistributedConvention convention) {
    super(convention, LogicalCorrelate.class, "DistributedCorrelateRule");
  }

  @Override
  RelNode twin(LogicalCorrelate rel, RelTraitSet traits) {
    return new DistributedCorrelate(
        rel.getCluster(),
        traits,
        input(rel.getLeft()),
        input(rel.getRight()),
        rel.getCorrelationId(),
        rel.getRequiredColumns(),
        rel.getJoinType());
  }
}
