package dev.skein.calcite.rule;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedValues;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalValues;

/** Takes rows written in the statement to DuckDB. */
final class DistributedValuesRule extends DistributedConverterRule<LogicalValues> {
  DistributedValuesRule(DistributedConvention convention) {
    super(convention, LogicalValues.class, "DistributedValuesRule");
  }

  @Override
  RelNode twin(LogicalValues rel, RelTraitSet traits) {
    return new DistributedValues(rel.getCluster(), rel.getRowType(), rel.getTuples(), traits);
  }
}
