package dev.skein.calcite.rule;

import java.util.function.Function;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.tools.RelBuilderFactory;
import org.jspecify.annotations.Nullable;

/** The configuration of a rule of which there is one, so that nothing of it can be chosen. */
record OnlyConfig(
    Function<OnlyConfig, RelOptRule> maker,
    RelRule.OperandTransform operandSupplier,
    String description)
    implements RelRule.Config {
  @Override
  public RelOptRule toRule() {
    return maker.apply(this);
  }

  @Override
  public OnlyConfig withRelBuilderFactory(RelBuilderFactory factory) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OnlyConfig withDescription(@Nullable String description) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OnlyConfig withOperandSupplier(RelRule.OperandTransform transform) {
    throw new UnsupportedOperationException();
  }
}
