package dev.skein.calcite.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalIntersect;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.tools.Frameworks;
import org.apache.calcite.tools.RelBuilder;
import org.junit.jupiter.api.Test;

/** What may be known of the rows of an INTERSECT. */
class RowPredicatesTest {
  private final RelBuilder builder = RelBuilder.create(Frameworks.newConfigBuilder().build());

  @Test
  void rowsAreThoseOfEveryInput() {
    assertEquals(
        List.of("<($0, 3)", ">($0, 1)", "SEARCH($0, Sarg[1, 2, 3])"),
        conditions(
            numbers(SqlStdOperatorTable.LESS_THAN, 3),
            numbers(SqlStdOperatorTable.GREATER_THAN, 1)));
  }

  @Test
  void textsOfSeveralLengthsAreNotCompared() {
    assertEquals(List.of("=($0, 'abc')"), conditions(text("a"), text("10"), text("abc")));
  }

  @Test
  void subQueriesAreNotRun() {
    RexNode exists = RexSubQuery.exists(numbers());
    assertEquals(
        List.of("<($0, 3)", "SEARCH($0, Sarg[1, 2, 3])"),
        conditions(
            numbers(SqlStdOperatorTable.LESS_THAN, 3), LogicalFilter.create(numbers(), exists)));
  }

  private List<String> conditions(RelNode... inputs) {
    RowPredicates.installOn(builder.getCluster());
    RelNode intersect = LogicalIntersect.create(List.of(inputs), true);
    return builder
        .getCluster()
        .getMetadataQuery()
        .getPulledUpPredicates(intersect)
        .pulledUpPredicates
        .stream()
        .map(RexNode::toString)
        .sorted()
        .toList();
  }

  private RelNode numbers() {
    return builder.values(new String[] {"n"}, 1, 2, 3).build();
  }

  private RelNode numbers(SqlOperator comparison, int limit) {
    RelNode numbers = numbers();
    RexNode column = builder.getRexBuilder().makeInputRef(numbers, 0);
    return LogicalFilter.create(
        numbers, builder.getRexBuilder().makeCall(comparison, column, builder.literal(limit)));
  }

  private RelNode text(String text) {
    return LogicalProject.create(
        numbers(), List.of(), List.of(builder.literal(text)), List.of("x"), Set.of());
  }
}
