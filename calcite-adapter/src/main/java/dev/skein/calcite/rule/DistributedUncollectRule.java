package dev.skein.calcite.rule;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedUncollect;
import java.util.List;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Uncollect;

/** Unnests lists in DuckDB. */
final class DistributedUncollectRule extends DistributedConverterRule<Uncollect> {
  DistributedUncollectRule(DistributedConvention convention) {
    super(convention, Uncollect.class, "DistributedUncollectRule");
  }

  @Override
  RelNode twin(Uncollect rel, RelTraitSet traits) {
    return new DistributedUncollect(
        rel.getCluster(), traits, input(rel.getInput()), rel.withOrdinality, List.of());
  }
}
