package dev.skein.calcite.rule;

import dev.skein.calcite.lower.expression.RexToDuckDb;
import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.sql.SkeinFunctions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * Has calls that only DuckDB computes computed below what only Calcite computes:
 *
 * <pre>
 *   Project(list_sort(a), b)          Project($2, $1)
 *     Filter(soundex(b) = 'X')   =>     Filter(soundex($1) = 'X')
 *       any that DuckDB runs              Project($0, $1, list_sort($0))
 *                                           any that DuckDB runs
 * </pre>
 */
final class OnlyInDuckDb extends RelHomogeneousShuttle {
  private final List<DistributedConvention> conventions;

  private OnlyInDuckDb(List<DistributedConvention> conventions) {
    this.conventions = conventions;
  }

  /** The tree before a planner chooses; it is the same if there is nothing to do. */
  static RelNode below(RelNode rel, List<DistributedConvention> conventions) {
    return rel.accept(new OnlyInDuckDb(conventions));
  }

  static boolean isIn(List<RexNode> nodes) {
    return nodes.stream().anyMatch(OnlyInDuckDb::isIn);
  }

  static boolean isIn(RexNode node) {
    try {
      node.accept(
          new RexVisitorImpl<@Nullable Void>(true) {
            @Override
            public @Nullable Void visitCall(RexCall call) {
              if (SkeinFunctions.isOnlyInDuckDb(call.getOperator())) {
                throw Util.FoundOne.NULL;
              }
              return super.visitCall(call);
            }
          });
      return false;
    } catch (Util.FoundOne found) {
      return true;
    }
  }

  @Override
  public RelNode visit(RelNode other) {
    RelNode rel = super.visit(other);
    RelNode sunk = null;
    if (rel instanceof LogicalProject project && isIn(project.getProjects())) {
      sunk = runsInDuckDb(project) ? null : apart(project);
    } else if (rel instanceof LogicalFilter filter && isIn(filter.getCondition())) {
      sunk = runsInDuckDb(filter) ? null : apart(filter);
    }
    return sunk == null ? rel : sunk;
  }

  private @Nullable RelNode apart(LogicalProject project) {
    Calls calls = new Calls(project.getInput());
    List<RexNode> above = calls.visitList(project.getProjects());
    if (isIn(above) || !project.getVariablesSet().isEmpty()) {
      return null;
    }
    RelNode input = sink(project.getInput(), calls.found);
    return input == null ? null : project(input, above, project.getRowType().getFieldNames());
  }

  private @Nullable RelNode apart(LogicalFilter filter) {
    Calls calls = new Calls(filter.getInput());
    RexNode above = filter.getCondition().accept(calls);
    if (isIn(above) || !filter.getVariablesSet().isEmpty()) {
      return null;
    }
    RelNode input = sink(filter.getInput(), calls.found);
    return input == null
        ? null
        : project(
            LogicalFilter.create(input, above),
            identity(filter),
            filter.getRowType().getFieldNames());
  }

  private boolean runsInDuckDb(RelNode rel) {
    return DistributedProgram.convertWhole(rel, conventions) != null;
  }

  /** The same rows with what DuckDB computes of them as more columns; null if it cannot. */
  private @Nullable RelNode sink(RelNode rel, List<RexNode> calls) {
    if (runsInDuckDb(rel)) {
      return withColumns(rel, calls);
    }
    if (rel instanceof LogicalFilter filter && filter.getVariablesSet().isEmpty()) {
      RelNode input = sink(filter.getInput(), calls);
      return input == null ? null : LogicalFilter.create(input, filter.getCondition());
    }
    if (rel instanceof LogicalProject project
        && project.getVariablesSet().isEmpty()
        && !project.containsOver()) {
      RelNode input = project.getInput();
      List<RexNode> past = RelOptUtil.pushPastProject(calls, project);
      RelDataTypeSystem types = input.getCluster().getTypeFactory().getTypeSystem();
      if (!past.stream().allMatch(call -> RexToDuckDb.supports(call, types, subQuery -> false))) {
        return null;
      }
      RelNode sunk = sink(input, past);
      if (sunk == null) {
        return null;
      }
      List<RexNode> columns = new ArrayList<>(project.getProjects());
      RexBuilder rex = rel.getCluster().getRexBuilder();
      int first = input.getRowType().getFieldCount();
      for (int i = 0; i < calls.size(); i++) {
        columns.add(rex.makeInputRef(sunk, first + i));
      }
      return project(sunk, columns, null);
    }
    return null;
  }

  private static RelNode withColumns(RelNode rel, List<RexNode> calls) {
    List<RexNode> columns = new ArrayList<>(identity(rel));
    columns.addAll(calls);
    return project(rel, columns, null);
  }

  private static List<RexNode> identity(RelNode rel) {
    return rel.getCluster().getRexBuilder().identityProjects(rel.getRowType());
  }

  private static RelNode project(
      RelNode input, List<RexNode> columns, @Nullable List<String> names) {
    return LogicalProject.create(input, List.of(), columns, names, Set.of());
  }

  /** Puts columns behind those of the input in the place of the largest calls for DuckDB alone. */
  private static final class Calls extends RexShuttle {
    final List<RexNode> found = new ArrayList<>();
    private final RexBuilder rex;
    private final RelDataTypeSystem types;
    private final int first;

    Calls(RelNode input) {
      this.rex = input.getCluster().getRexBuilder();
      this.types = input.getCluster().getTypeFactory().getTypeSystem();
      this.first = input.getRowType().getFieldCount();
    }

    @Override
    public RexNode visitCall(RexCall call) {
      if (!isIn(call) || !RexToDuckDb.supports(call, types, subQuery -> false)) {
        return super.visitCall(call);
      }
      int known = found.indexOf(call);
      if (known < 0) {
        known = found.size();
        found.add(call);
      }
      return rex.makeInputRef(call.getType(), first + known);
    }
  }
}
