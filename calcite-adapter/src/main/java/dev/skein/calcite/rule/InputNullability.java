package dev.skein.calcite.rule;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

/**
 * Has columns that a SELECT list refers to be as nullable as they are below, and its own columns as
 * nullable as before.
 *
 * <p>Calcite (1.42) derives the types of aggregates again when it takes away columns that nothing
 * needs. A MAX made for grouping sets with a grand total may be NULL; beside it, where a set is
 * written twice, the same MAX of groups is not any more, and what refers to it still says it is.
 * Its rules then fail.
 */
final class InputNullability extends RelHomogeneousShuttle {
  private InputNullability() {}

  static RelNode kept(RelNode rel) {
    return rel.accept(new InputNullability());
  }

  @Override
  public RelNode visit(RelNode other) {
    RelNode rel = super.visit(other);
    return rel instanceof LogicalProject project ? project(project) : rel;
  }

  private static RelNode project(LogicalProject project) {
    RexBuilder rex = project.getCluster().getRexBuilder();
    List<RelDataType> below = RelOptUtil.getFieldTypeList(project.getInput().getRowType());
    RexUtil.FixNullabilityShuttle refer = new RexUtil.FixNullabilityShuttle(rex, below);
    List<RexNode> columns = new ArrayList<>();
    for (RexNode column : project.getProjects()) {
      RexNode referred = column.accept(refer);
      columns.add(
          referred.getType().equals(column.getType())
              ? column
              : rex.makeAbstractCast(column.getType(), referred, false));
    }
    return columns.equals(project.getProjects())
        ? project
        : project.copy(project.getTraitSet(), project.getInput(), columns, project.getRowType());
  }
}
