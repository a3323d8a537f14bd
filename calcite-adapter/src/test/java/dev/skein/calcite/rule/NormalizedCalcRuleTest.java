package dev.skein.calcite.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableProject;
import org.apache.calcite.adapter.enumerable.EnumerableValues;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Calc;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.tools.Frameworks;
import org.apache.calcite.tools.RelBuilder;
import org.junit.jupiter.api.Test;

/** A Calc asserts that its program has nothing that is not used. */
class NormalizedCalcRuleTest {

  @Test
  void whatIsSimplifiedLeavesNothingBehind() {
    RelBuilder builder = RelBuilder.create(Frameworks.newConfigBuilder().build());
    RexBuilder rex = builder.getRexBuilder();
    Values values = (Values) builder.values(new String[] {"a", "b"}, 1, 2, 3, 4).build();
    RexNode isThis =
        rex.makeCall(SqlStdOperatorTable.EQUALS, rex.makeInputRef(values, 0), builder.literal(49));
    RexNode a = rex.makeInputRef(values, 0);
    RexNode b = rex.makeInputRef(values, 1);
    RexNode isThat = rex.makeCall(SqlStdOperatorTable.EQUALS, a, b);
    List<RexNode> columns =
        List.of(rex.makeCall(SqlStdOperatorTable.CASE, isThis, b, isThat, b, b));
    RelNode project =
        EnumerableProject.create(
            EnumerableValues.create(values.getCluster(), values.getRowType(), values.getTuples()),
            columns,
            RexUtil.createStructType(builder.getTypeFactory(), columns, List.of("x"), null));
    HepPlanner planner =
        new HepPlanner(new HepProgramBuilder().addRuleInstance(NormalizedCalcRule.rule()).build());
    planner.setRoot(project);
    Calc calc = (Calc) planner.findBestExp();
    assertEquals("(expr#0..1=[{inputs}], x=[$t1])", calc.getProgram().toString());
  }
}
