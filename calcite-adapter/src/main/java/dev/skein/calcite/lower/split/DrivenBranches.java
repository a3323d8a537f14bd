package dev.skein.calcite.lower.split;

import dev.skein.calcite.rel.DistributedProject;
import dev.skein.calcite.rel.StoredTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;

/**
 * Finds what can drive a tree: a table D such that the rows of the tree are the union of its rows
 * over the splits of D, each computed with all else read whole.
 *
 * <pre>
 *   Filter, Project         over any split
 *   inner Join              over either side; the larger table is taken
 *   left, semi, anti Join   over the left side;  right Join: over the right
 *   lateral Join            over the left side
 *   UNION ALL               each input has a driver of its own
 *   anything else           none
 * </pre>
 *
 * <p>A UNION ALL below other operators is taken apart: {@code Filter(Union(A, B))} becomes the two
 * branches {@code Filter(A)} and {@code Filter(B)}.
 */
public final class DrivenBranches {
  /** A tree without the unions on the way to its driver. */
  public record Branch(RelNode tree, TableScan driver) {
    private Branch over(Function<RelNode, RelNode> operator) {
      return new Branch(operator.apply(tree), driver);
    }
  }

  private DrivenBranches() {}

  /** The branches of a tree; empty if nothing can drive it. */
  static List<Branch> of(RelNode rel) {
    if (rel instanceof TableScan scan) {
      StoredTable table = scan.getTable().unwrap(StoredTable.class);
      return table != null && table.source().isPresent()
          ? List.of(new Branch(scan, scan))
          : List.of();
    } else if (rel instanceof Filter) {
      return over(rel, 0);
    } else if (rel instanceof Project project) {
      return RexOver.containsOver(project.getProjects(), null) ? List.of() : over(rel, 0);
    } else if (rel instanceof Join join) {
      return ofJoin(join);
    } else if (rel instanceof Correlate) {
      return over(rel, 0);
    } else if (rel instanceof Union union && union.all) {
      return ofUnion(union);
    }
    return List.of();
  }

  private static List<Branch> ofJoin(Join join) {
    JoinRelType type = join.getJoinType();
    List<Branch> left =
        type == JoinRelType.RIGHT || type == JoinRelType.FULL ? List.of() : over(join, 0);
    List<Branch> right =
        type == JoinRelType.RIGHT || type == JoinRelType.INNER ? over(join, 1) : List.of();
    ToLongFunction<List<Branch>> rows =
        branches -> branches.stream().mapToLong(branch -> rows(branch.driver())).sum();
    return rows.applyAsLong(right) > rows.applyAsLong(left) ? right : left;
  }

  private static List<Branch> ofUnion(Union union) {
    List<Branch> all = new ArrayList<>();
    for (RelNode input : union.getInputs()) {
      List<Branch> branches = of(input);
      if (branches.isEmpty()) {
        return List.of();
      }
      for (Branch branch : branches) {
        // One input of a union may have types of its own; the union's own type is the common one.
        all.add(
            branch.over(
                tree -> tree.getRowType().equals(union.getRowType()) ? tree : cast(tree, union)));
      }
    }
    return all;
  }

  private static RelNode cast(RelNode tree, Union union) {
    List<RexNode> columns =
        RexUtil.generateCastExpressions(
            union.getCluster().getRexBuilder(), union.getRowType(), tree.getRowType());
    return new DistributedProject(
        union.getCluster(), union.getTraitSet(), tree, columns, union.getRowType(), Set.of());
  }

  /** The branches of one input, each with the operator above it. */
  private static List<Branch> over(RelNode rel, int input) {
    List<Branch> branches = new ArrayList<>();
    for (Branch branch : of(rel.getInput(input))) {
      branches.add(
          branch.over(
              tree -> {
                List<RelNode> inputs = new ArrayList<>(rel.getInputs());
                inputs.set(input, tree);
                return rel.copy(rel.getTraitSet(), inputs);
              }));
    }
    return branches;
  }

  static long rows(TableScan scan) {
    return Math.max(0, scan.getTable().unwrapOrThrow(StoredTable.class).rows());
  }
}
