package dev.skein.calcite.rule;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedProject;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;

/** Computes expressions in DuckDB. */
final class DistributedProjectRule extends DistributedConverterRule<LogicalProject> {
  DistributedProjectRule(DistributedConvention convention) {
    super(convention, LogicalProject.class, "DistributedProjectRule");
  }

  @Override
  RelNode twin(LogicalProject rel, RelTraitSet traits) {
    return new DistributedProject(
        rel.getCluster(),
        traits,
        input(rel.getInput()),
        rel.getProjects(),
        rel.getRowType(),
        rel.getVariablesSet());
  }
}
