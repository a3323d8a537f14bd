package dev.skein.calcite.lower.expression;

import dev.skein.calcite.lower.text.NotInDuckDb;
import org.apache.calcite.rex.RexCall;

/** How calls of one operator are written. An entry of {@link ScalarFunctions}. */
@FunctionalInterface
interface ScalarFunction {
  /**
   * The DuckDB text of a call, of the DuckDB type of the call's type.
   *
   * @throws NotInDuckDb where DuckDB would not compute this call as Calcite means it
   */
  String write(RexCall call, RexToDuckDb writer);
}
