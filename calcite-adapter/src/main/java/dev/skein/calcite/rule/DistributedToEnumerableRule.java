package dev.skein.calcite.rule;

import dev.skein.calcite.enumerable.DistributedToEnumerable;
import dev.skein.calcite.rel.DistributedConvention;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;

/** Brings the rows of a Distributed tree into Calcite's pipeline. */
final class DistributedToEnumerableRule extends ConverterRule {
  DistributedToEnumerableRule(DistributedConvention convention) {
    super(
        Config.INSTANCE
            .withConversion(
                RelNode.class,
                convention,
                EnumerableConvention.INSTANCE,
                "DistributedToEnumerableRule")
            .withRuleFactory(
                config -> {
                  throw new UnsupportedOperationException("Rules are made by DistributedRules");
                }));
  }

  @Override
  public RelNode convert(RelNode rel) {
    return new DistributedToEnumerable(
        rel.getCluster(), rel.getTraitSet().replace(EnumerableConvention.INSTANCE), rel);
  }
}
