package dev.skein.calcite.rule;

import org.apache.calcite.adapter.enumerable.EnumerableCalc;
import org.apache.calcite.adapter.enumerable.EnumerableProject;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexProgram;
import org.apache.calcite.util.Litmus;

/**
 * Makes a Calc of a projection in Calcite's pipeline. Calcite's own rule (1.42) leaves the operands
 * of what it simplifies in the program, and a Calc asserts that there is nothing that is not used.
 */
final class NormalizedCalcRule extends RelRule<OnlyConfig> {
  private NormalizedCalcRule(OnlyConfig config) {
    super(config);
  }

  static RelOptRule rule() {
    return new OnlyConfig(
            NormalizedCalcRule::new,
            project -> project.operand(EnumerableProject.class).anyInputs(),
            "NormalizedCalcRule")
        .toRule();
  }

  @Override
  public void onMatch(RelOptRuleCall match) {
    EnumerableProject project = match.rel(0);
    RelNode input = project.getInput();
    RexBuilder rex = project.getCluster().getRexBuilder();
    RexProgram program =
        RexProgram.create(
            input.getRowType(), project.getProjects(), null, project.getRowType(), rex);
    // What is left behind of one simplification is the operand of the next.
    while (!program.isNormalized(Litmus.IGNORE, rex)) {
      program = program.normalize(rex, null);
    }
    match.transformTo(EnumerableCalc.create(input, program));
  }
}
