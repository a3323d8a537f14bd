package dev.skein.calcite.rel;

import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.RepeatUnion;
import org.jspecify.annotations.Nullable;

/**
 * A WITH that names itself. Its second input reads the rows of the round before by scans of the
 * transient table, which stands for them.
 */
public final class DistributedRepeatUnion extends RepeatUnion implements DistributedRel {
  public DistributedRepeatUnion(
      RelOptCluster cluster,
      RelTraitSet traits,
      RelNode seed,
      RelNode step,
      boolean all,
      @Nullable RelOptTable rounds) {
    super(cluster, traits, seed, step, all, NO_LIMIT, rounds);
  }

  private static final int NO_LIMIT = -1;

  @Override
  public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
    return new DistributedRepeatUnion(
        getCluster(), traitSet, inputs.get(0), inputs.get(1), all, getTransientTable());
  }
}
