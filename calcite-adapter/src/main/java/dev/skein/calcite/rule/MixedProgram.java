package dev.skein.calcite.rule;

import dev.skein.calcite.rel.DistributedConvention;
import java.util.List;
import java.util.Set;
import org.apache.calcite.adapter.enumerable.EnumerableRules;
import org.apache.calcite.plan.RelOptLattice;
import org.apache.calcite.plan.RelOptMaterialization;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRules;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.plan.hep.HepMatchOrder;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.JoinPushThroughJoinRule;
import org.apache.calcite.rel.rules.PruneEmptyRules;
import org.apache.calcite.sql2rel.RelDecorrelator;
import org.apache.calcite.tools.Program;
import org.apache.calcite.tools.Programs;
import org.apache.calcite.tools.RelBuilder;

/**
 * Plans a statement of which some part has to run outside DuckDB: a function that DuckDB does not
 * have or, where statements are not left to it, computes differently, or tables of another schema.
 */
final class MixedProgram implements Program {
  /** Rules of Calcite's default set that explore join orders or undo what was pushed down. */
  private static final Set<RelOptRule> EXPLORING =
      Set.of(
          CoreRules.JOIN_COMMUTE,
          JoinPushThroughJoinRule.LEFT,
          JoinPushThroughJoinRule.RIGHT,
          CoreRules.JOIN_ASSOCIATE,
          CoreRules.SORT_JOIN_TRANSPOSE,
          CoreRules.SORT_UNION_TRANSPOSE,
          CoreRules.PROJECT_WINDOW_TRANSPOSE,
          CoreRules.FILTER_AGGREGATE_TRANSPOSE,
          // Leaves duplicates in the branches that it cuts by the LIMIT above.
          EnumerableRules.ENUMERABLE_MERGE_UNION_RULE,
          // Takes ROLLUP and CUBE of no rows for no rows; there is the row of the grand total.
          PruneEmptyRules.AGGREGATE_INSTANCE);

  private static final List<RelOptRule> REMOVE_SUB_QUERIES =
      List.of(
          CoreRules.FILTER_SUB_QUERY_TO_CORRELATE,
          CoreRules.PROJECT_SUB_QUERY_TO_CORRELATE,
          CoreRules.JOIN_SUB_QUERY_TO_CORRELATE);

  private static final List<RelOptRule> PUSH_DOWN =
      List.of(
          CoreRules.FILTER_INTO_JOIN,
          CoreRules.JOIN_CONDITION_PUSH,
          CoreRules.FILTER_PROJECT_TRANSPOSE,
          GuardedRules.filterBelowGroups(),
          CoreRules.FILTER_SET_OP_TRANSPOSE,
          CoreRules.FILTER_MERGE,
          CoreRules.PROJECT_MERGE,
          CoreRules.PROJECT_REMOVE);

  private static final Program CALCS =
      Programs.hep(
          RelOptRules.CALC_RULES.stream()
              .map(
                  rule ->
                      rule.equals(EnumerableRules.ENUMERABLE_PROJECT_TO_CALC_RULE)
                          ? NormalizedCalcRule.rule()
                          : rule)
              .toList(),
          true,
          DefaultRelMetadataProvider.INSTANCE);

  private final List<DistributedConvention> conventions;

  MixedProgram(List<DistributedConvention> conventions) {
    this.conventions = conventions;
  }

  @Override
  public RelNode run(
      RelOptPlanner planner,
      RelNode rel,
      RelTraitSet requiredOutputTraits,
      List<RelOptMaterialization> materializations,
      List<RelOptLattice> lattices) {
    RelBuilder builder = RelFactories.LOGICAL_BUILDER.create(rel.getCluster(), null);
    RelNode rewritten = rewrite(rel, REMOVE_SUB_QUERIES);
    rewritten = decorrelated(rewritten, builder);
    rewritten = AggregateArguments.cast(rewritten);
    rewritten = ExactDivisions.asDoubles(InputNullability.kept(rewritten));
    rewritten = rewrite(rewritten, PUSH_DOWN);
    RelNode apart = OnlyInDuckDb.below(rewritten, conventions);
    rewritten =
        trimmed(
            apart,
            apart.equals(rewritten) ? builder : builder.transform(PlainTranslation::asWritten));
    // What does not run in DuckDB may have been in a column that nothing needs.
    RelNode all = DistributedProgram.convertWhole(rewritten, conventions);
    if (all != null) {
      return DistributedProgram.bridge(all);
    }
    rewritten = rewritten.accept(new Wholes(conventions));
    for (RelOptRule rule : EXPLORING) {
      planner.removeRule(rule);
    }
    GuardedRules.UNGUARDED.forEach(planner::removeRule);
    GuardedRules.ALL.forEach(planner::addRule);
    planner.addRule(MomentsRule.rule());
    for (DistributedConvention convention : conventions) {
      convention.rules().forEach(planner::addRule);
    }
    RelTraitSet traits = requiredOutputTraits;
    RelNode root =
        rewritten.getTraitSet().equals(traits)
            ? rewritten
            : planner.changeTraits(rewritten, traits);
    planner.setRoot(root);
    RelNode chosen = planner.findBestExp().accept(new ListsInPipeline());
    // The enumerable convention computes filters and projections in one operator only, a Calc.
    return CALCS.run(planner, chosen, traits, materializations, lattices);
  }

  /**
   * Without correlation, if Calcite can: its decorrelator (1.42) loses count of the columns of some
   * lateral joins. What stays correlated is computed row by row.
   */
  private static RelNode decorrelated(RelNode rel, RelBuilder builder) {
    try {
      return RelDecorrelator.decorrelateQuery(rel, builder);
    } catch (RuntimeException | AssertionError lost) {
      return rel;
    }
  }

  /**
   * Without the columns that nothing needs. Calcite 1.42 trims the row that something refers to
   * from beside it by the number of its columns, and takes another row with as many for it.
   */
  private static RelNode trimmed(RelNode rel, RelBuilder builder) {
    return new CorrelationFinder().isIn(rel) ? rel : new FieldTrimmer(null, builder).trim(rel);
  }

  /**
   * Runs recursions, lateral joins and grouping sets with a grand total in DuckDB where all of one
   * can run there, and no planner's choice may take them apart: the parts of the first two mean
   * nothing alone, and Calcite's pipeline has no row for a grand total of no rows. Grouping sets
   * that cannot run in DuckDB are made ready for that pipeline.
   */
  private static final class Wholes extends RelHomogeneousShuttle {
    private final List<DistributedConvention> conventions;

    Wholes(List<DistributedConvention> conventions) {
      this.conventions = conventions;
    }

    @Override
    public RelNode visit(RelNode rel) {
      boolean hasTotal =
          rel instanceof LogicalAggregate aggregate && GrandTotals.isAmongSets(aggregate);
      if ((rel instanceof RepeatUnion || rel instanceof Correlate || hasTotal)
          && RelOptUtil.getVariablesUsed(rel).isEmpty()) {
        RelNode whole = DistributedProgram.convertWhole(rel, conventions);
        if (whole != null) {
          return whole;
        }
      }
      RelNode visited = super.visit(rel);
      if (visited instanceof LogicalAggregate aggregate) {
        return hasTotal ? GrandTotals.apart(aggregate) : GroupingCalls.spelledOut(aggregate);
      }
      return visited;
    }
  }

  private static RelNode rewrite(RelNode rel, List<RelOptRule> rules) {
    HepPlanner hep =
        new HepPlanner(
            new HepProgramBuilder()
                .addMatchOrder(HepMatchOrder.TOP_DOWN)
                .addRuleCollection(rules)
                .build());
    hep.setRoot(rel);
    return hep.findBestExp();
  }
}
