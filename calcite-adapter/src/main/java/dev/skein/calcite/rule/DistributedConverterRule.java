package dev.skein.calcite.rule;

import dev.skein.calcite.lower.Pushability;
import dev.skein.calcite.rel.DistributedConvention;
import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil.VariableUsedVisitor;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;
import org.apache.calcite.rel.core.Correlate;
import org.jspecify.annotations.Nullable;

/**
 * Converts one logical operator to its Distributed twin if DuckDB computes exactly the same, else
 * declines:
 *
 * <pre>
 *   LogicalX              DistributedX
 *      |          =>           |
 *   any input          input in our convention
 * </pre>
 */
abstract class DistributedConverterRule<R extends RelNode> extends ConverterRule {
  private final Class<R> logical;
  protected final DistributedConvention convention;

  DistributedConverterRule(DistributedConvention convention, Class<R> logical, String name) {
    super(
        Config.INSTANCE
            .withConversion(logical, Convention.NONE, convention, name)
            .withRuleFactory(
                config -> {
                  throw new UnsupportedOperationException("Rules are made by DistributedRules");
                }));
    this.logical = logical;
    this.convention = convention;
  }

  @Override
  public final @Nullable RelNode convert(RelNode rel) {
    if (Pushability.refusal(rel, convention).isPresent()) {
      return null;
    }
    return twin(logical.cast(rel), rel.getTraitSet().replace(convention));
  }

  /**
   * Called by a planner that chooses node by node. What refers to the row of a lateral join around
   * it runs where that join does, so it is left alone; a join that runs in DuckDB with all that is
   * under it was converted before ({@link MixedProgram}).
   */
  @Override
  public void onMatch(RelOptRuleCall call) {
    RelNode rel = call.rel(0);
    VariableUsedVisitor outer = new VariableUsedVisitor(null);
    rel.accept(outer);
    if (outer.variables.isEmpty() && !(rel instanceof Correlate)) {
      super.onMatch(call);
    }
  }

  /** Makes the node; what it needs of DuckDB has been checked. */
  abstract RelNode twin(R rel, RelTraitSet traits);

  /** The input in our convention. */
  final RelNode input(RelNode input) {
    return input.getConvention() == convention
        ? input
        : convert(input, input.getTraitSet().replace(convention));
  }

  final List<RelNode> inputs(RelNode rel) {
    return rel.getInputs().stream().map(this::input).toList();
  }
}
