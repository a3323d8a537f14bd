package dev.skein.calcite.rule;

import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableFilter;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexUtil;

/** As {@link ProjectInPipelineRule}, for conditions. */
final class FilterInPipelineRule extends ConverterRule {
  FilterInPipelineRule() {
    super(
        Config.INSTANCE
            .withConversion(
                LogicalFilter.class,
                FilterInPipelineRule::runs,
                Convention.NONE,
                EnumerableConvention.INSTANCE,
                "FilterInPipelineRule")
            .withRuleFactory(config -> new FilterInPipelineRule()));
  }

  private static boolean runs(LogicalFilter filter) {
    return !filter.containsOver()
        && !RexUtil.SubQueryFinder.containsSubQuery(filter)
        && !OnlyInDuckDb.isIn(filter.getCondition());
  }

  @Override
  public RelNode convert(RelNode rel) {
    LogicalFilter filter = (LogicalFilter) rel;
    RelNode input = filter.getInput();
    return new EnumerableFilter(
        filter.getCluster(),
        filter.getTraitSet().replace(EnumerableConvention.INSTANCE),
        convert(input, input.getTraitSet().replace(EnumerableConvention.INSTANCE)),
        filter.getCondition());
  }
}
