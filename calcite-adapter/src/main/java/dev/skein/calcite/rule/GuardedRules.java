package dev.skein.calcite.rule;

import java.util.List;
import java.util.function.Predicate;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRules;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.rules.AggregateReduceFunctionsRule;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.FilterAggregateTransposeRule;
import org.apache.calcite.rel.rules.ProjectToWindowRule.ProjectToLogicalProjectAndWindowRule.ProjectToLogicalProjectAndWindowRuleConfig;
import org.apache.calcite.rel.rules.SemiJoinRule;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;

/** Rules of Calcite's default set (1.42) without the cases in which they make a wrong plan. */
final class GuardedRules {
  /** What is to be removed from a planner for {@link #ALL}. */
  static final List<RelOptRule> UNGUARDED =
      List.of(
          CoreRules.AGGREGATE_REDUCE_FUNCTIONS,
          CoreRules.PROJECT_TO_LOGICAL_PROJECT_AND_WINDOW,
          CoreRules.PROJECT_TO_SEMI_JOIN,
          CoreRules.JOIN_TO_SEMI_JOIN,
          EnumerableRules.ENUMERABLE_PROJECT_RULE,
          EnumerableRules.ENUMERABLE_FILTER_RULE);

  static final List<RelOptRule> ALL =
      List.of(
          reduction(),
          windows(),
          projectToSemiJoin(),
          joinToSemiJoin(),
          projectInPipeline(),
          filterInPipeline());

  private GuardedRules() {}

  /** Would make sums of what {@link MomentsRule} computes. */
  private static RelOptRule reduction() {
    return AggregateReduceFunctionsRule.Config.DEFAULT
        .withExtraCondition(call -> !MomentsRule.applies(call))
        .withDescription("AggregateReduceFunctionsRule:others")
        .toRule();
  }

  /** Would make windows of the projections that are Distributed already. */
  private static RelOptRule windows() {
    return ProjectToLogicalProjectAndWindowRuleConfig.DEFAULT
        .withOperandSupplier(
            project ->
                project
                    .operand(LogicalProject.class)
                    .predicate(LogicalProject::containsOver)
                    .anyInputs())
        .withDescription("ProjectToWindowRule:logical")
        .toRule();
  }

  /** Would join with the input of an aggregate, which may be empty, though it returns one row. */
  private static RelOptRule projectToSemiJoin() {
    return SemiJoinRule.ProjectToSemiJoinRule.ProjectToSemiJoinRuleConfig.DEFAULT
        .withOperandSupplier(
            project -> project.operand(Project.class).oneInput(GuardedRules::joinWithGroups))
        .withDescription("SemiJoinRule:project of groups")
        .toRule();
  }

  private static RelOptRule joinToSemiJoin() {
    return SemiJoinRule.JoinToSemiJoinRule.JoinToSemiJoinRuleConfig.DEFAULT
        .withOperandSupplier(GuardedRules::joinWithGroups)
        .withDescription("SemiJoinRule:join of groups")
        .toRule();
  }

  /** Would choose Calcite's pipeline for calls of which only DuckDB knows. */
  private static RelOptRule projectInPipeline() {
    return pipeline(
        EnumerableRules.ENUMERABLE_PROJECT_RULE,
        LogicalProject.class,
        project ->
            !project.containsOver()
                && !RexUtil.M2V_FINDER.inProject(project)
                && !RexUtil.SubQueryFinder.containsSubQuery(project)
                && !OnlyInDuckDb.isIn(project.getProjects()));
  }

  private static RelOptRule filterInPipeline() {
    return pipeline(
        EnumerableRules.ENUMERABLE_FILTER_RULE,
        LogicalFilter.class,
        filter ->
            !filter.containsOver()
                && !RexUtil.SubQueryFinder.containsSubQuery(filter)
                && !OnlyInDuckDb.isIn(filter.getCondition()));
  }

  private static <R extends RelNode> RelOptRule pipeline(
      ConverterRule rule, Class<R> from, Predicate<R> runs) {
    return rule.config
        .withConversion(
            from, runs, Convention.NONE, EnumerableConvention.INSTANCE, rule + ":guarded")
        .toRule();
  }

  /**
   * Would bring a condition on constants below a grand total, of which there is one of no rows too.
   */
  static RelOptRule filterBelowGroups() {
    return FilterAggregateTransposeRule.Config.DEFAULT
        .withOperandSupplier(
            filter ->
                filter
                    .operand(Filter.class)
                    .oneInput(
                        aggregate ->
                            aggregate
                                .operand(Aggregate.class)
                                .predicate(
                                    each ->
                                        each.getGroupSets().stream()
                                            .noneMatch(ImmutableBitSet::isEmpty))
                                .anyInputs()))
        .toRule();
  }

  private static RelRule.Done joinWithGroups(RelRule.OperandBuilder join) {
    return join.operand(Join.class)
        .predicate(GuardedRules::mayBeSemi)
        .inputs(
            left -> left.operand(RelNode.class).anyInputs(),
            right -> right.operand(Aggregate.class).predicate(GuardedRules::hasGroups).anyInputs());
  }

  private static boolean mayBeSemi(Join join) {
    JoinRelType type = join.getJoinType();
    return type == JoinRelType.INNER || type == JoinRelType.LEFT;
  }

  private static boolean hasGroups(Aggregate aggregate) {
    return aggregate.getGroupCount() > 0;
  }
}
