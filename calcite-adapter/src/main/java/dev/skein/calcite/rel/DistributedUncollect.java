package dev.skein.calcite.rel;

import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Uncollect;

/** UNNEST of the lists in its input's columns. */
public final class DistributedUncollect extends Uncollect implements DistributedRel {
  private final List<String> aliases;

  public DistributedUncollect(
      RelOptCluster cluster,
      RelTraitSet traits,
      RelNode input,
      boolean withOrdinality,
      List<String> itemAliases) {
    super(cluster, traits, input, withOrdinality, itemAliases);
    this.aliases = List.copyOf(itemAliases);
  }

  @Override
  public RelNode copy(RelTraitSet traitSet, RelNode input) {
    return new DistributedUncollect(getCluster(), traitSet, input, withOrdinality, aliases);
  }
}
