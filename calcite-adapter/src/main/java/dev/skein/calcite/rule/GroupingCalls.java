package dev.skein.calcite.rule;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * GROUPING and GROUP_ID, for Calcite's pipeline. Where all groups have the same keys they are
 * constants, and have to be written as such: Calcite's rules (1.42) take constants out of the keys,
 * and what GROUPING of one of them is could not be told any more.
 */
final class GroupingCalls {
  private GroupingCalls() {}

  /** Whether a call tells of the keys of groups, and not of their rows. */
  static boolean isGrouping(AggregateCall call) {
    SqlKind kind = call.getAggregation().getKind();
    return kind == SqlKind.GROUPING || kind == SqlKind.GROUP_ID;
  }

  /** The same rows, without such calls if all groups have the same keys. */
  static RelNode spelledOut(LogicalAggregate aggregate) {
    List<AggregateCall> calls = aggregate.getAggCallList();
    if (aggregate.getGroupSets().size() != 1
        || calls.stream().noneMatch(GroupingCalls::isGrouping)) {
      return aggregate;
    }
    ImmutableBitSet keys = aggregate.getGroupSet();
    RelNode groups =
        LogicalAggregate.create(
            aggregate.getInput(),
            aggregate.getHints(),
            keys,
            List.of(keys),
            calls.stream().filter(call -> !isGrouping(call)).toList());
    RexBuilder rex = aggregate.getCluster().getRexBuilder();
    List<RexNode> columns = new ArrayList<>();
    for (int key = 0; key < keys.cardinality(); key++) {
      columns.add(rex.makeInputRef(groups, key));
    }
    int next = columns.size();
    for (AggregateCall call : calls) {
      columns.add(
          isGrouping(call)
              ? rex.makeExactLiteral(BigDecimal.valueOf(value(call, keys)), call.getType())
              : rex.makeInputRef(groups, next++));
    }
    return LogicalProject.create(
        groups, List.of(), columns, aggregate.getRowType().getFieldNames(), Set.of());
  }

  /** A bit for each key that GROUPING asks for, set if it is none of the groups' keys. */
  private static long value(AggregateCall call, ImmutableBitSet keys) {
    long bits = 0;
    if (call.getAggregation().getKind() != SqlKind.GROUP_ID) {
      for (int key : call.getArgList()) {
        bits = bits << 1 | (keys.get(key) ? 0 : 1);
      }
    }
    return bits;
  }
}
