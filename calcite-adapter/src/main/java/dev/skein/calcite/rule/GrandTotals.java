package dev.skein.calcite.rule;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Takes the grand total out of grouping sets, for Calcite's pipeline: its aggregate (1.42) returns
 * no row for it where there are no rows to add up.
 *
 * <pre>
 *   Aggregate(sets: {a}, {})          Union(all)
 *     any                     =>        Aggregate({a})
 *                                         any
 *                                       Project(NULL as a, ...)
 *                                         Aggregate({})
 *                                           any
 * </pre>
 */
final class GrandTotals {
  private GrandTotals() {}

  static boolean isAmongSets(LogicalAggregate aggregate) {
    return aggregate.getGroupCount() > 0 && aggregate.getGroupSets().contains(ImmutableBitSet.of());
  }

  static RelNode apart(LogicalAggregate aggregate) {
    List<ImmutableBitSet> others =
        aggregate.getGroupSets().stream().filter(set -> !set.isEmpty()).toList();
    ImmutableBitSet keys = ImmutableBitSet.union(others);
    if (!keys.equals(aggregate.getGroupSet())) {
      return aggregate;
    }
    LogicalAggregate groups =
        aggregate.copy(
            aggregate.getTraitSet(),
            aggregate.getInput(),
            keys,
            others,
            aggregate.getAggCallList().stream().map(call -> ofGroups(call, aggregate)).toList());
    return LogicalUnion.create(List.of(GroupingCalls.spelledOut(groups), total(aggregate)), true);
  }

  /** A group has rows, so that the least of what is never NULL is not NULL either. */
  private static AggregateCall ofGroups(AggregateCall call, LogicalAggregate aggregate) {
    return AggregateCall.create(
        call.getParserPosition(),
        call.getAggregation(),
        call.isDistinct(),
        call.isApproximate(),
        call.ignoreNulls(),
        call.rexList,
        call.getArgList(),
        call.filterArg,
        call.distinctKeys,
        call.collation,
        false,
        aggregate.getInput(),
        null,
        call.getName());
  }

  /** The row of the grand total: NULL for each key. */
  private static RelNode total(LogicalAggregate aggregate) {
    RelNode sum =
        GroupingCalls.spelledOut(
            LogicalAggregate.create(
                aggregate.getInput(),
                List.of(),
                ImmutableBitSet.of(),
                List.of(ImmutableBitSet.of()),
                aggregate.getAggCallList()));
    RexBuilder rex = aggregate.getCluster().getRexBuilder();
    List<RelDataTypeField> fields = aggregate.getRowType().getFieldList();
    List<RexNode> columns = new ArrayList<>();
    for (int i = 0; i < aggregate.getGroupCount(); i++) {
      columns.add(rex.makeNullLiteral(fields.get(i).getType()));
    }
    columns.addAll(rex.identityProjects(sum.getRowType()));
    return LogicalProject.create(
        sum, List.of(), columns, aggregate.getRowType().getFieldNames(), java.util.Set.of());
  }
}
