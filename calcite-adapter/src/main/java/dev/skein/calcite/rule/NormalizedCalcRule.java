package dev.skein.calcite.rule;

import org.apache.calcite.adapter.enumerable.EnumerableCalc;
import org.apache.calcite.adapter.enumerable.EnumerableProject;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexProgram;
import org.apache.calcite.tools.RelBuilderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes a Calc of a projection in Calcite's pipeline. Calcite's own rule (1.42) leaves the operands
 * of what it simplifies in the program, and a Calc asserts that there is nothing that is not used.
 */
final class NormalizedCalcRule extends RelRule<NormalizedCalcRule.Config> {
  private NormalizedCalcRule(Config config) {
    super(config);
  }

  @Override
  public void onMatch(RelOptRuleCall match) {
    EnumerableProject project = match.rel(0);
    RelNode input = project.getInput();
    RexBuilder rex = project.getCluster().getRexBuilder();
    RexProgram program =
        RexProgram.create(
            input.getRowType(), project.getProjects(), null, project.getRowType(), rex);
    match.transformTo(EnumerableCalc.create(input, program.normalize(rex, null)));
  }

  /** There is one of these rules, so that nothing of it can be chosen. */
  record Config() implements RelRule.Config {
    @Override
    public NormalizedCalcRule toRule() {
      return new NormalizedCalcRule(this);
    }

    @Override
    public OperandTransform operandSupplier() {
      return project -> project.operand(EnumerableProject.class).anyInputs();
    }

    @Override
    public String description() {
      return "NormalizedCalcRule";
    }

    @Override
    public Config withRelBuilderFactory(RelBuilderFactory factory) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Config withDescription(@Nullable String description) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Config withOperandSupplier(OperandTransform transform) {
      throw new UnsupportedOperationException();
    }
  }
}
