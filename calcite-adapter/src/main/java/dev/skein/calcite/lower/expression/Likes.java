package dev.skein.calcite.lower.expression;

import static dev.skein.calcite.lower.expression.Template.Operand.CHARACTERS;

import dev.skein.calcite.lower.text.DuckDbNames;
import dev.skein.calcite.lower.text.NotInDuckDb;
import dev.skein.calcite.sql.EscapedPattern;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/** LIKE and ILIKE. DuckDB ignores the case of all letters in ILIKE, as its documentation says. */
final class Likes {
  private Likes() {}

  static void addTo(IdentityHashMap<SqlOperator, ScalarFunction> table) {
    table.put(SqlStdOperatorTable.LIKE, (call, writer) -> like(call, "LIKE", writer));
    table.put(SqlStdOperatorTable.NOT_LIKE, (call, writer) -> like(call, "NOT LIKE", writer));
    table.put(SqlLibraryOperators.ILIKE, (call, writer) -> like(call, "ILIKE", writer));
    table.put(SqlLibraryOperators.NOT_ILIKE, (call, writer) -> like(call, "NOT ILIKE", writer));
  }

  /** Whether a call is LIKE or ILIKE, and not their negation. */
  static boolean isPlain(RexCall call) {
    return call.getOperator().equals(SqlStdOperatorTable.LIKE)
        || call.getOperator().equals(SqlLibraryOperators.ILIKE);
  }

  /** The text of such a call, negated. */
  static String negated(RexCall call, RexToDuckDb writer) {
    String name = call.getOperator().equals(SqlLibraryOperators.ILIKE) ? "ILIKE" : "LIKE";
    return like(call, "NOT " + name, writer);
  }

  private static String like(RexCall call, String operator, RexToDuckDb writer) {
    List<RexNode> operands = call.getOperands();
    String text =
        CHARACTERS.write(operands.get(0), writer)
            + " "
            + operator
            + " "
            + CHARACTERS.write(operands.get(1), writer);
    if (operands.size() == 2) {
      return "(" + text + ")";
    }
    String pattern = constant(operands.get(1));
    String escape = constant(operands.get(2));
    if (pattern == null || escape == null || !EscapedPattern.isValid(pattern, escape)) {
      throw new NotInDuckDb(call, "DuckDB does not check the use of the escape character");
    }
    return "(" + text + " ESCAPE " + DuckDbNames.literal(escape) + ")";
  }

  private static @Nullable String constant(RexNode node) {
    return node instanceof RexLiteral literal ? literal.getValueAs(String.class) : null;
  }
}
