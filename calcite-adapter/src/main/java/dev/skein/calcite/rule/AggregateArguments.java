package dev.skein.calcite.rule;

import dev.skein.calcite.sql.SkeinTypeSystem;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Casts the argument of a sum or average to the type of its result, and that of a LISTAGG to one
 * that may be NULL where the LISTAGG may, of no rows.
 *
 * <p>Skein's type system makes the sum of integers a HUGEINT and their average a DOUBLE, as DuckDB
 * does. The code that Calcite generates adds the arguments as they are: it does not compile for a
 * BigDecimal and an int, and would divide as integers.
 *
 * <p>Calcite's rules (1.42) derive the type of a LISTAGG again, and take one of what is never NULL
 * for never NULL. So does {@code jdbc:calcite:} before there is a plan.
 */
final class AggregateArguments extends RelHomogeneousShuttle {
  static RelNode cast(RelNode rel) {
    return rel.accept(new AggregateArguments());
  }

  @Override
  public RelNode visit(RelNode other) {
    RelNode rel = super.visit(other);
    if (rel instanceof LogicalAggregate aggregate) {
      return aggregate(aggregate);
    }
    return rel instanceof LogicalProject project && project.containsOver()
        ? project.accept(new Windows(project.getCluster().getRexBuilder()))
        : rel;
  }

  private static boolean addsUp(SqlAggFunction function) {
    SqlKind kind = function.getKind();
    return kind == SqlKind.SUM || kind == SqlKind.SUM0 || SqlKind.AVG_AGG_FUNCTIONS.contains(kind);
  }

  private static RelNode aggregate(LogicalAggregate aggregate) {
    RelNode input = aggregate.getInput();
    RexBuilder rex = aggregate.getCluster().getRexBuilder();
    List<RexNode> projects = new ArrayList<>();
    List<String> names = new ArrayList<>(input.getRowType().getFieldNames());
    for (int i = 0; i < names.size(); i++) {
      projects.add(rex.makeInputRef(input, i));
    }
    List<AggregateCall> calls = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      if (addsUp(call.getAggregation()) && call.getArgList().size() == 1) {
        RexNode argument = projects.get(call.getArgList().get(0));
        if (differs(argument.getType(), call.getType())) {
          projects.add(rex.ensureType(call.getType(), argument, true));
          names.add("argument" + names.size());
          calls.add(call.withArgList(List.of(projects.size() - 1)));
          continue;
        }
      }
      if (isNullOfNoRows(aggregate, call)) {
        RelDataType type = rex.getTypeFactory().createTypeWithNullability(call.getType(), true);
        List<Integer> arguments = new ArrayList<>(call.getArgList());
        RexNode argument = projects.get(arguments.set(0, projects.size()));
        projects.add(rex.makeAbstractCast(type, argument, false));
        names.add("argument" + names.size());
        calls.add(typed(call, type).withArgList(arguments));
        continue;
      }
      calls.add(call);
    }
    if (projects.size() == input.getRowType().getFieldCount()) {
      return aggregate;
    }
    RelNode project = LogicalProject.create(input, List.of(), projects, names, java.util.Set.of());
    return aggregate.copy(
        aggregate.getTraitSet(), project, aggregate.getGroupSet(), aggregate.getGroupSets(), calls);
  }

  private static boolean isNullOfNoRows(LogicalAggregate aggregate, AggregateCall call) {
    return call.getAggregation().getKind() == SqlKind.LISTAGG
        && aggregate.getCluster().getTypeFactory().getTypeSystem() instanceof SkeinTypeSystem
        && (aggregate.hasEmptyGroup() || call.hasFilter())
        && !RelOptUtil.getFieldTypeList(aggregate.getInput().getRowType())
            .get(call.getArgList().get(0))
            .isNullable();
  }

  private static AggregateCall typed(AggregateCall call, RelDataType type) {
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
        type,
        call.getName());
  }

  private static boolean differs(RelDataType argument, RelDataType result) {
    return SqlTypeUtil.isNumeric(argument)
        && SqlTypeUtil.isNumeric(result)
        && argument.getSqlTypeName() != result.getSqlTypeName();
  }

  /** The same for aggregates over windows. */
  private static final class Windows extends RexShuttle {
    private final RexBuilder rex;

    Windows(RexBuilder rex) {
      this.rex = rex;
    }

    @Override
    public RexNode visitOver(RexOver over) {
      if (over.getAggOperator().getKind() == SqlKind.AVG && over.getOperands().size() == 1) {
        return average(over);
      }
      if (!addsUp(over.getAggOperator())
          || over.getOperands().size() != 1
          || !differs(over.getOperands().get(0).getType(), over.getType())) {
        return super.visitOver(over);
      }
      return window(
          over,
          over.getAggOperator(),
          over.getType(),
          rex.ensureType(over.getType(), over.getOperands().get(0), true));
    }

    /** Calcite's pipeline has no average over a window. */
    private RexNode average(RexOver over) {
      RexNode argument = over.getOperands().get(0);
      RelDataType type = rex.getTypeFactory().createTypeWithNullability(over.getType(), true);
      RelDataType bigint = rex.getTypeFactory().createSqlType(SqlTypeName.BIGINT);
      RexNode sum =
          window(over, SqlStdOperatorTable.SUM, type, rex.ensureType(type, argument, true));
      RexNode count = window(over, SqlStdOperatorTable.COUNT, bigint, argument);
      RexNode average =
          rex.makeCall(type, SqlStdOperatorTable.DIVIDE, List.of(sum, rex.makeCast(type, count)));
      return rex.ensureType(over.getType(), average, true);
    }

    private RexNode window(
        RexOver over, SqlAggFunction function, RelDataType type, RexNode argument) {
      return rex.makeOver(
          over.getParserPosition(),
          type,
          function,
          List.of(argument),
          over.getWindow().partitionKeys,
          over.getWindow().orderKeys,
          over.getWindow().getLowerBound(),
          over.getWindow().getUpperBound(),
          over.getWindow().getExclude(),
          over.getWindow().isRows(),
          true,
          function.getKind() != SqlKind.COUNT,
          over.isDistinct(),
          over.ignoreNulls());
    }
  }
}
