package dev.skein.calcite.lower;

import dev.skein.calcite.lower.aggregate.AggregateFunctions;
import dev.skein.calcite.lower.expression.RexToDuckDb;
import dev.skein.calcite.lower.text.DuckDbTypes;
import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.Recursion;
import dev.skein.calcite.rel.StoredTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/**
 * Decides, operator by operator, what DuckDB computes exactly as Calcite means it. Asked by the
 * planner rules; the inputs of an operator are not looked at, the rels of its sub-queries are.
 */
public final class Pushability {
  private static final Optional<String> PUSHABLE = Optional.empty();

  private Pushability() {}

  /** Why an operator cannot run in a schema's DuckDB, or empty if it can. */
  public static Optional<String> refusal(RelNode rel, DistributedConvention convention) {
    if (rel instanceof TableScan scan) {
      StoredTable table = scan.getTable().unwrap(StoredTable.class);
      return table != null && table.convention() == convention
          ? PUSHABLE
          : Optional.of("table " + scan.getTable().getQualifiedName() + " is of another schema");
    }
    Predicate<RelNode> subQueries = subQuery -> isWhollyPushable(subQuery, convention);
    if (rel instanceof Filter filter) {
      return expressions(rel, List.of(filter.getCondition()), subQueries);
    } else if (rel instanceof Project project) {
      return expressions(rel, project.getProjects(), subQueries);
    } else if (rel instanceof Join join) {
      return switch (join.getJoinType()) {
        case INNER, LEFT, RIGHT, FULL, SEMI, ANTI ->
            expressions(rel, List.of(join.getCondition()), subQueries);
        default -> Optional.of("a join of type " + join.getJoinType());
      };
    } else if (rel instanceof Aggregate aggregate) {
      return aggregate(aggregate);
    } else if (rel instanceof Sort || rel instanceof SetOp) {
      return PUSHABLE;
    } else if (rel instanceof Values values) {
      for (List<RexLiteral> tuple : values.getTuples()) {
        Optional<String> refusal = expressions(rel, tuple, subQueries);
        if (refusal.isPresent()) {
          return refusal;
        }
      }
      return types(values.getRowType());
    } else if (rel instanceof Correlate correlate) {
      return correlate.getJoinType() == JoinRelType.INNER
              || correlate.getJoinType() == JoinRelType.LEFT
          ? PUSHABLE
          : Optional.of("a lateral join of type " + correlate.getJoinType());
    } else if (rel instanceof Uncollect uncollect) {
      return uncollect(uncollect);
    }
    return Optional.of(rel.getRelTypeName() + " has no DuckDB counterpart");
  }

  private static Optional<String> expressions(
      RelNode rel, List<? extends RexNode> nodes, Predicate<RelNode> subQueries) {
    for (RexNode node : nodes) {
      Optional<String> refusal =
          RexToDuckDb.refusal(node, rel.getCluster().getTypeFactory().getTypeSystem(), subQueries);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return PUSHABLE;
  }

  private static Optional<String> aggregate(Aggregate aggregate) {
    RelDataType input = aggregate.getInput().getRowType();
    for (AggregateCall call : aggregate.getAggCallList()) {
      List<Integer> constants = AggregateFunctions.constantFields(call);
      if (!constants.isEmpty()
          && !Constants.of(aggregate.getInput()).keySet().containsAll(constants)) {
        return Optional.of(call.getAggregation().getName() + " wants a literal there");
      }
      if (!AggregateFunctions.supports(call, input)) {
        return Optional.of("DuckDB computes " + call.getAggregation().getName() + " differently");
      }
    }
    return PUSHABLE;
  }

  private static Optional<String> types(RelDataType rowType) {
    return rowType.getFieldList().stream()
        .filter(field -> DuckDbTypes.sqlType(field.getType()).isEmpty())
        .map(field -> "DuckDB has no type " + field.getType())
        .findFirst();
  }

  /** DuckDB unnests lists; Calcite also maps and multisets. */
  private static Optional<String> uncollect(Uncollect uncollect) {
    return uncollect.getInput().getRowType().getFieldList().stream()
            .allMatch(
                field ->
                    field.getType().getSqlTypeName()
                            == org.apache.calcite.sql.type.SqlTypeName.ARRAY
                        && !field.getType().getComponentType().isStruct())
        ? PUSHABLE
        : Optional.of("UNNEST of something else than lists of single values");
  }

  private static boolean isWhollyPushable(RelNode rel, DistributedConvention convention) {
    return (Recursion.isPart(rel) || refusal(rel, convention).isEmpty())
        && rel.getInputs().stream().allMatch(input -> isWhollyPushable(input, convention));
  }
}
