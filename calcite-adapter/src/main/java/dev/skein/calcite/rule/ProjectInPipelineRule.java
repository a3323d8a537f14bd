package dev.skein.calcite.rule;

import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableProject;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexUtil;

/**
 * Computes expressions in Calcite's pipeline, in place of Calcite's own rule (1.42), which would
 * choose that for calls of which only DuckDB knows.
 */
final class ProjectInPipelineRule extends ConverterRule {
  ProjectInPipelineRule() {
    super(
        Config.INSTANCE
            .withConversion(
                LogicalProject.class,
                ProjectInPipelineRule::runs,
                Convention.NONE,
                EnumerableConvention.INSTANCE,
                "ProjectInPipelineRule")
            .withRuleFactory(config -> new ProjectInPipelineRule()));
  }

  private static boolean runs(LogicalProject project) {
    return !project.containsOver()
        && !RexUtil.M2V_FINDER.inProject(project)
        && !RexUtil.SubQueryFinder.containsSubQuery(project)
        && !OnlyInDuckDb.isIn(project.getProjects());
  }

  @Override
  public boolean matches(RelOptRuleCall call) {
    LogicalProject project = call.rel(0);
    return project.getVariablesSet().isEmpty();
  }

  @Override
  public RelNode convert(RelNode rel) {
    LogicalProject project = (LogicalProject) rel;
    RelNode input = project.getInput();
    return EnumerableProject.create(
        convert(input, input.getTraitSet().replace(EnumerableConvention.INSTANCE)),
        project.getProjects(),
        project.getRowType());
  }
}
