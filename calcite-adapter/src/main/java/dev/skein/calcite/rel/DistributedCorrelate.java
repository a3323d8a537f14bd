package dev.skein.calcite.rel;

import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** A lateral join: the right side is computed for each row of the left. */
public final class DistributedCorrelate extends Correlate implements DistributedRel {
  public DistributedCorrelate(
      RelOptCluster cluster,
      RelTraitSet traits,
      RelNode left,
      RelNode right,
      CorrelationId variable,
      ImmutableBitSet requiredColumns,
      JoinRelType type) {
    super(cluster, traits, List.of(), left, right, variable, requiredColumns, type);
  }

  @Override
  public Correlate copy(
      RelTraitSet traitSet,
      RelNode left,
      RelNode right,
      CorrelationId variable,
      ImmutableBitSet requiredColumns,
      JoinRelType type) {
    return new DistributedCorrelate(
        getCluster(), traitSet, left, right, variable, requiredColumns, type);
  }

  @Override
  public @Nullable RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    return planner.getCostFactory().makeTinyCost();
  }
}
