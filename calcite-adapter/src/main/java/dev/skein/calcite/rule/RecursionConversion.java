package dev.skein.calcite.rule;

import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.DistributedRepeatUnion;
import dev.skein.calcite.rel.DistributedTableScan;
import dev.skein.calcite.rel.Recursion;
import java.util.function.UnaryOperator;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.Spool;
import org.jspecify.annotations.Nullable;

/**
 * Converts the nodes of a WITH that names itself, all or none: rows of a round are not handed from
 * DuckDB to Calcite and back. So these are no planner rules, which convert node by node.
 *
 * <pre>
 *   RepeatUnion(Spool(seed), Spool(step))  =>  DistributedRepeatUnion(seed', step')
 *   TableScan(transient)                   =>  DistributedTableScan(transient)
 * </pre>
 */
final class RecursionConversion {
  private RecursionConversion() {}

  static boolean matches(RelNode rel) {
    return rel instanceof RepeatUnion || rel instanceof Spool || Recursion.rounds(rel) != null;
  }

  /**
   * The converted node, or null if DuckDB has no such one.
   *
   * @param convert converts an input, to null if that cannot be
   */
  static @Nullable RelNode convert(
      RelNode rel, DistributedConvention convention, UnaryOperator<@Nullable RelNode> convert) {
    RelTraitSet traits = rel.getTraitSet().replace(convention);
    if (rel instanceof RepeatUnion union) {
      RelNode seed = convert.apply(union.getSeedRel());
      RelNode step = convert.apply(union.getIterativeRel());
      return seed == null || step == null || union.iterationLimit >= 0
          ? null
          : new DistributedRepeatUnion(
              rel.getCluster(), traits, seed, step, union.all, union.getTransientTable());
    }
    return rel instanceof Spool spool
        ? convert.apply(spool.getInput())
        : new DistributedTableScan(
            rel.getCluster(), traits, java.util.Objects.requireNonNull(rel.getTable()));
  }
}
