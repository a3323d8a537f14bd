package dev.skein.calcite.rule;

import java.math.BigDecimal;
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
import org.apache.calcite.sql.SqlKind;
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
    RelNode groups =
        aggregate.copy(
            aggregate.getTraitSet(),
            aggregate.getInput(),
            keys,
            others,
            aggregate.getAggCallList().stream().map(call -> ofGroups(call, aggregate)).toList());
    return LogicalUnion.create(
        List.of(sameType(groups, aggregate), sameType(total(aggregate), aggregate)), true);
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
    List<AggregateCall> calls =
        aggregate.getAggCallList().stream().filter(call -> !isGrouping(call)).toList();
    RelNode sum =
        LogicalAggregate.create(
            aggregate.getInput(),
            List.of(),
            ImmutableBitSet.of(),
            List.of(ImmutableBitSet.of()),
            calls);
    RexBuilder rex = aggregate.getCluster().getRexBuilder();
    List<RelDataTypeField> fields = aggregate.getRowType().getFieldList();
    List<RexNode> columns = new ArrayList<>();
    for (int i = 0; i < aggregate.getGroupCount(); i++) {
      columns.add(rex.makeNullLiteral(fields.get(i).getType()));
    }
    int next = 0;
    for (AggregateCall call : aggregate.getAggCallList()) {
      columns.add(isGrouping(call) ? allGrouped(call, rex) : rex.makeInputRef(sum, next++));
    }
    return LogicalProject.create(
        sum, List.of(), columns, aggregate.getRowType().getFieldNames(), java.util.Set.of());
  }

  /** Whether a call tells of the keys of groups, and not of their rows. */
  static boolean isGrouping(AggregateCall call) {
    SqlKind kind = call.getAggregation().getKind();
    return kind == SqlKind.GROUPING || kind == SqlKind.GROUP_ID;
  }

  /** GROUPING has a bit for each of its keys, and none of them is kept apart here. */
  private static RexNode allGrouped(AggregateCall call, RexBuilder rex) {
    long bits =
        call.getAggregation().getKind() == SqlKind.GROUP_ID
            ? 0
            : (1L << call.getArgList().size()) - 1;
    return rex.makeExactLiteral(BigDecimal.valueOf(bits), call.getType());
  }

  private static RelNode sameType(RelNode rel, LogicalAggregate aggregate) {
    RexBuilder rex = aggregate.getCluster().getRexBuilder();
    List<RexNode> columns = new ArrayList<>();
    for (RelDataTypeField field : aggregate.getRowType().getFieldList()) {
      columns.add(rex.ensureType(field.getType(), rex.makeInputRef(rel, field.getIndex()), true));
    }
    return LogicalProject.create(
        rel, List.of(), columns, aggregate.getRowType().getFieldNames(), java.util.Set.of());
  }
}
