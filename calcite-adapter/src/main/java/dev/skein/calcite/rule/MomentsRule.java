package dev.skein.calcite.rule;

import dev.skein.calcite.enumerable.MomentFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Has variances, covariances and regressions computed in one pass over doubles where Calcite's
 * pipeline computes them. Calcite (1.42) would make sums of them, which lose digits, are 0 for no
 * rows, and do not compile for integers beside decimals.
 *
 * <pre>
 *   Aggregate(covar_pop(a, b))  =>  Aggregate(covar_pop in Calcite(x, y))
 *     any                             Project(..., CAST(a AS DOUBLE) x, CAST(b AS DOUBLE) y)
 *                                       any
 * </pre>
 */
final class MomentsRule extends RelRule<OnlyConfig> {
  private MomentsRule(OnlyConfig config) {
    super(config);
  }

  static RelOptRule rule() {
    return new OnlyConfig(
            MomentsRule::new,
            aggregate ->
                aggregate
                    .operand(LogicalAggregate.class)
                    .predicate(
                        each -> each.getAggCallList().stream().anyMatch(MomentsRule::applies))
                    .anyInputs(),
            "MomentsRule")
        .toRule();
  }

  /** Whether a call is one of these. Under Calcite's own driver those of integers are integers. */
  static boolean applies(AggregateCall call) {
    return MomentFunction.twin(call.getAggregation()) != null
        && SqlTypeUtil.isNumeric(call.getType());
  }

  @Override
  public void onMatch(RelOptRuleCall match) {
    Aggregate aggregate = match.rel(0);
    RelNode input = aggregate.getInput();
    RexBuilder rex = aggregate.getCluster().getRexBuilder();
    List<RexNode> arguments = new ArrayList<>();
    List<String> names = new ArrayList<>(input.getRowType().getFieldNames());
    for (int i = 0; i < names.size(); i++) {
      arguments.add(rex.makeInputRef(input, i));
    }
    List<AggregateCall> calls = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      calls.add(applies(call) ? inCalcite(call, arguments, names, rex) : call);
    }
    RelNode doubles = LogicalProject.create(input, List.of(), arguments, names, Set.of());
    RelNode computed =
        LogicalAggregate.create(
            doubles,
            aggregate.getHints(),
            aggregate.getGroupSet(),
            aggregate.getGroupSets(),
            calls);
    match.transformTo(typed(computed, aggregate.getRowType(), rex));
  }

  private static AggregateCall inCalcite(
      AggregateCall call, List<RexNode> arguments, List<String> names, RexBuilder rex) {
    SqlAggFunction twin = Objects.requireNonNull(MomentFunction.twin(call.getAggregation()));
    RelDataType number = rex.getTypeFactory().createSqlType(SqlTypeName.DOUBLE);
    List<Integer> doubles = new ArrayList<>();
    for (int argument : call.getArgList()) {
      doubles.add(arguments.size());
      arguments.add(rex.ensureType(number, arguments.get(argument), true));
      names.add("double" + names.size());
    }
    return AggregateCall.create(
        call.getParserPosition(),
        twin,
        call.isDistinct(),
        false,
        false,
        List.of(),
        doubles,
        call.filterArg,
        call.distinctKeys,
        call.collation,
        rex.getTypeFactory().createTypeWithNullability(number, true),
        call.getName());
  }

  /** Calcite says of a deviation of numbers that are not NULL that it is not; that of one is. */
  private static RelNode typed(RelNode rel, RelDataType rowType, RexBuilder rex) {
    List<RexNode> columns = new ArrayList<>();
    for (RelDataTypeField field : rowType.getFieldList()) {
      RexNode column = rex.makeInputRef(rel, field.getIndex());
      // A cast of a NULL to a DOUBLE that is never NULL would be 0.
      columns.add(
          SqlTypeUtil.equalSansNullability(rex.getTypeFactory(), column.getType(), field.getType())
              ? column
              : rex.makeAbstractCast(field.getType(), column, false));
    }
    return LogicalProject.create(rel, List.of(), columns, rowType.getFieldNames(), Set.of());
  }
}
