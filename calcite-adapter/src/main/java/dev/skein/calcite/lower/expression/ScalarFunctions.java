package dev.skein.calcite.lower.expression;

import dev.skein.calcite.lower.text.NotInDuckDb;
import dev.skein.calcite.sql.NativeFunction;
import java.util.IdentityHashMap;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.SqlOperator;

/**
 * The table of all operators that DuckDB computes as Calcite means them, with their DuckDB text. An
 * operator that is not in it stays in Calcite.
 */
final class ScalarFunctions {
  /** By identity: Calcite has operators of one name and different meaning in its libraries. */
  private static final IdentityHashMap<SqlOperator, ScalarFunction> TABLE = new IdentityHashMap<>();

  static {
    LogicFunctions.addTo(TABLE);
    ArithmeticFunctions.addTo(TABLE);
    Casts.addTo(TABLE);
    StringFunctions.addTo(TABLE);
    Likes.addTo(TABLE);
    NumericFunctions.addTo(TABLE);
    DatetimeFunctions.addTo(TABLE);
    Intervals.addTo(TABLE);
    CollectionFunctions.addTo(TABLE);
    NativeFunctions.addTo(TABLE);
  }

  private ScalarFunctions() {}

  static ScalarFunction of(RexCall call) {
    if (call.getOperator() instanceof NativeFunction) {
      return NativeCalls::write;
    }
    ScalarFunction function = TABLE.get(call.getOperator());
    if (function == null) {
      throw new NotInDuckDb(call.getOperator(), "DuckDB does not compute this operator alike");
    }
    return function;
  }
}
