package dev.skein.calcite.rel;

import com.google.common.collect.ImmutableSet;
import java.util.Set;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** Keeps rows; its condition may contain sub-queries, correlated ones too. */
public final class DistributedFilter extends Filter implements DistributedRel {
  private final ImmutableSet<CorrelationId> variables;

  public DistributedFilter(
      RelOptCluster cluster,
      RelTraitSet traits,
      RelNode input,
      RexNode condition,
      Set<CorrelationId> variables) {
    super(cluster, traits, input, condition);
    this.variables = ImmutableSet.copyOf(variables);
  }

  @Override
  public Set<CorrelationId> getVariablesSet() {
    return variables;
  }

  @Override
  public Filter copy(RelTraitSet traitSet, RelNode input, RexNode condition) {
    return new DistributedFilter(getCluster(), traitSet, input, condition, variables);
  }

  @Override
  public RelWriter explainTerms(RelWriter pw) {
    return super.explainTerms(pw).itemIf("variablesSet", variables, !variables.isEmpty());
  }

  @Override
  public @Nullable RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    RelOptCost cost = super.computeSelfCost(planner, mq);
    return cost == null ? null : cost.multiplyBy(COST_FACTOR);
  }
}
