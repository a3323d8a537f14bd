package dev.skein.calcite.enumerable;

import dev.skein.calcite.lower.StageLowering;
import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedProject;
import dev.skein.calcite.rel.DistributedRel;
import dev.skein.runtime.task.Stage;
import dev.skein.runtime.task.StageGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.adapter.enumerable.PhysType;
import org.apache.calcite.adapter.enumerable.PhysTypeImpl;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.convert.ConverterImpl;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlExplainLevel;
import org.jspecify.annotations.Nullable;

/** The boundary: below it DuckDB computes, above it Calcite. */
public final class DistributedToEnumerable extends ConverterImpl implements EnumerableRel {
  private @Nullable StageGraph graph;

  public DistributedToEnumerable(RelOptCluster cluster, RelTraitSet traits, RelNode input) {
    super(cluster, ConventionTraitDef.INSTANCE, traits, input);
  }

  @Override
  public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
    return new DistributedToEnumerable(getCluster(), traitSet, sole(inputs));
  }

  @Override
  public @Nullable RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    RelOptCost cost = super.computeSelfCost(planner, mq);
    return cost == null ? null : cost.multiplyBy(0.1);
  }

  /** The stages, made once the plan is final. */
  public StageGraph graph() {
    StageGraph made = graph;
    if (made == null) {
      made = new StageLowering(convention()).lower(getInput());
      graph = made;
    }
    return made;
  }

  public DistributedConvention convention() {
    return (DistributedConvention) Objects.requireNonNull(getInput().getConvention());
  }

  /** The same with some of the columns only, chosen in DuckDB. */
  public DistributedToEnumerable project(List<Integer> columns, RelDataType rowType) {
    RexBuilder rex = getCluster().getRexBuilder();
    List<RexNode> projects = new ArrayList<>();
    columns.forEach(column -> projects.add(rex.makeInputRef(getInput(), column)));
    RelNode project =
        new DistributedProject(
            getCluster(), getInput().getTraitSet(), getInput(), projects, rowType, Set.of());
    return new DistributedToEnumerable(getCluster(), getTraitSet(), project);
  }

  /**
   * The lowered query, ready to run.
   *
   * @param sql how the history shows it
   */
  public StageQuery query(String sql) {
    return new StageQuery(
        sql, convention().runtime(), graph(), getRowType(), ParameterBindings.of(getInput()));
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer pref) {
    PhysType physType =
        PhysTypeImpl.of(
            implementor.getTypeFactory(),
            getRowType(),
            getRowType().getFieldCount() == 1 ? JavaRowFormat.SCALAR : JavaRowFormat.ARRAY);
    StageQuery query = query(graph().root().branches().get(0).sql().toString());
    Expression stashed = implementor.stash(query, StageQuery.class);
    BlockBuilder block = new BlockBuilder();
    block.add(
        Expressions.return_(
            null, Expressions.call(stashed, "rows", implementor.getRootExpression())));
    return implementor.result(physType, block.toBlock());
  }

  @Override
  public RelWriter explainTerms(RelWriter pw) {
    super.explainTerms(pw);
    if (pw.getDetailLevel() == SqlExplainLevel.DIGEST_ATTRIBUTES
        || !(getInput() instanceof DistributedRel)) {
      return pw; // still being planned
    }
    StageGraph stages = graph();
    pw.item("mode", stages.mode()).item("merge", stages.merge()).item("reason", stages.reason());
    for (Stage stage : stages.stages()) {
      pw.item("stage" + stage.id(), StageExplanation.of(stage, convention().runtime()));
    }
    return pw;
  }
}
