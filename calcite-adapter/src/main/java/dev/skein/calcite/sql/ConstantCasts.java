package dev.skein.calcite.sql;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexExecutor;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Computes the constants of a statement while Calcite translates it: the few that Calcite and
 * DuckDB compute alike, of which the planner makes bounds and limits. All others are left to where
 * the statement runs, because Calcite cuts timestamps to milliseconds and refuses texts that DuckDB
 * reads.
 */
public final class ConstantCasts implements RexExecutor {
  public static final ConstantCasts INSTANCE = new ConstantCasts();

  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  private ConstantCasts() {}

  @Override
  public void reduce(RexBuilder rexBuilder, List<RexNode> constants, List<RexNode> reduced) {
    for (RexNode constant : constants) {
      if (isAlike(constant)) {
        RexUtil.EXECUTOR.reduce(rexBuilder, List.of(constant), reduced);
      } else {
        reduced.add(constant);
      }
    }
  }

  private static boolean isAlike(RexNode constant) {
    if (constant.getKind() != SqlKind.CAST
        || !(((RexCall) constant).getOperands().get(0) instanceof RexLiteral literal)) {
      return false;
    }
    if (literal.isNull()
        || (SqlTypeUtil.isExactNumeric(literal.getType())
            && SqlTypeUtil.isNumeric(constant.getType()))) {
      return true;
    }
    String text =
        SqlTypeUtil.inCharFamily(literal.getType()) ? literal.getValueAs(String.class) : null;
    return text != null
        && (SqlTypeUtil.inCharFamily(constant.getType())
            || (constant.getType().getSqlTypeName() == SqlTypeName.DATE
                && DATE.matcher(text).matches()));
  }
}
