package dev.skein.calcite.rule;

import dev.skein.calcite.enumerable.ListFunctions;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableAggregate;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableProject;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.mapping.Mappings;

/**
 * Makes the part of a plan that Calcite's pipeline runs ready for lists where Calcite (1.42) is
 * not.
 *
 * <ul>
 *   <li>A cast of a list casts each element, and fails at a NULL among them: the others are cast
 *       alone, and the NULLs put back.
 *   <li>More than six keys of groups have to be Comparable, which a List is not: it gets a wrapper
 *       that is.
 * </ul>
 */
final class ListsInPipeline extends RelHomogeneousShuttle {
  /** Up to so many keys Calcite's pipeline takes whatever they are. */
  private static final int KEYS_OF_ANY_CLASS = 6;

  @Override
  public RelNode visit(RelNode other) {
    RelNode rel = super.visit(other);
    if (rel.getConvention() != EnumerableConvention.INSTANCE) {
      return rel;
    }
    RexBuilder rex = rel.getCluster().getRexBuilder();
    RelNode cast = rel.accept(new Casts(rex));
    return cast instanceof EnumerableAggregate aggregate
            && keys(aggregate) > KEYS_OF_ANY_CLASS
            && aggregate.getGroupSet().asList().stream()
                .anyMatch(key -> ListFunctions.isList(typeOf(aggregate.getInput(), key)))
        ? comparable(aggregate, rex)
        : cast;
  }

  /** With the marks that tell of each key whether a grouping set has it. */
  private static int keys(EnumerableAggregate aggregate) {
    int keys = aggregate.getGroupCount();
    return aggregate.getGroupType() == Aggregate.Group.SIMPLE ? keys : 2 * keys;
  }

  private static RelDataType typeOf(RelNode rel, int column) {
    return rel.getRowType().getFieldList().get(column).getType();
  }

  /**
   *
   *
   * <pre>
   *   EnumerableAggregate(a, ... g, count(g))  =>  EnumerableProject(a, ... list(g), count)
   *     any                                          EnumerableAggregate(a, ... g, count(g1))
   *                                                    EnumerableProject(a, ... key(g) g, g g1)
   *                                                      any
   * </pre>
   */
  private static RelNode comparable(EnumerableAggregate aggregate, RexBuilder rex) {
    RelNode input = aggregate.getInput();
    int width = input.getRowType().getFieldCount();
    List<RexNode> columns = new ArrayList<>();
    List<String> names = new ArrayList<>(input.getRowType().getFieldNames());
    List<Integer> arguments = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      RexNode column = rex.makeInputRef(input, i);
      arguments.add(i);
      columns.add(
          isKey(aggregate, i) && ListFunctions.isList(column.getType())
              ? ListFunctions.key(rex, column)
              : column);
    }
    for (int i = 0; i < width; i++) {
      if (isKey(aggregate, i) && ListFunctions.isList(typeOf(input, i))) {
        arguments.set(i, columns.size());
        columns.add(rex.makeInputRef(input, i));
        names.add("list" + names.size());
      }
    }
    List<AggregateCall> calls = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      calls.add(
          GroupingCalls.isGrouping(call)
              ? call
              : call.transform(Mappings.target(arguments, columns.size())));
    }
    RelNode keyed =
        aggregate.copy(
            aggregate.getTraitSet(),
            project(aggregate, input, columns, names),
            aggregate.getGroupSet(),
            aggregate.getGroupSets(),
            calls);
    List<RexNode> results = new ArrayList<>();
    for (int i = 0; i < aggregate.getRowType().getFieldCount(); i++) {
      RexNode result = rex.makeInputRef(keyed, i);
      RelDataType type = typeOf(aggregate, i);
      boolean wrapped = i < aggregate.getGroupCount() && ListFunctions.isList(type);
      results.add(wrapped ? ListFunctions.list(rex, result, type) : result);
    }
    return project(aggregate, keyed, results, aggregate.getRowType().getFieldNames());
  }

  private static boolean isKey(EnumerableAggregate aggregate, int column) {
    return aggregate.getGroupSet().get(column);
  }

  private static RelNode project(
      RelNode like, RelNode input, List<RexNode> columns, List<String> names) {
    RelDataType row =
        RexUtil.createStructType(like.getCluster().getTypeFactory(), columns, names, null);
    return EnumerableProject.create(input, columns, row);
  }

  /** Takes the NULLs out of lists that are cast, and puts them back. */
  private static final class Casts extends RexShuttle {
    private final RexBuilder rex;

    Casts(RexBuilder rex) {
      this.rex = rex;
    }

    @Override
    public RexNode visitCall(RexCall call) {
      RexCall cast = (RexCall) super.visitCall(call);
      if (cast.getKind() != SqlKind.CAST
          || !ListFunctions.isList(cast.getType())
          || !ListFunctions.isList(cast.getOperands().get(0).getType())) {
        return cast;
      }
      RexNode list = cast.getOperands().get(0);
      RexNode elements = ListFunctions.elements(rex, list);
      RelDataType type =
          rex.getTypeFactory()
              .createTypeWithNullability(
                  rex.getTypeFactory().createArrayType(ListFunctions.element(cast.getType()), -1),
                  elements.getType().isNullable());
      return ListFunctions.withElements(
          rex, list, rex.makeAbstractCast(type, elements, false), cast.getType());
    }
  }
}
