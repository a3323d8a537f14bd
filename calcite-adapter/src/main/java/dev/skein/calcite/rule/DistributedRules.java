package dev.skein.calcite.rule;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedConvention.Distribution;
import java.util.List;
import org.apache.calcite.plan.RelOptRule;

/** Lists the planner rules of a schema. */
public final class DistributedRules {
  private DistributedRules() {}

  /** The rules that convert to a convention. */
  public static List<RelOptRule> all(DistributedConvention convention) {
    if (convention.distribution() == Distribution.NEVER) {
      return List.of(
          new DistributedTableScanRule(convention), new DistributedToEnumerableRule(convention));
    }
    return List.of(
        new DistributedTableScanRule(convention),
        new DistributedFilterRule(convention),
        new DistributedProjectRule(convention),
        new DistributedJoinRule(convention),
        new DistributedAggregateRule(convention),
        new DistributedSortRule(convention),
        new DistributedUnionRule(convention),
        new DistributedIntersectRule(convention),
        new DistributedMinusRule(convention),
        new DistributedValuesRule(convention),
        new DistributedCorrelateRule(convention),
        new DistributedUncollectRule(convention),
        new DistributedToEnumerableRule(convention));
  }
}
