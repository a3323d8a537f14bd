package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;

/**
 * Refuses calls of COALESCE and NULLIF deep in one another. Calcite writes each as a CASE that
 * repeats its arguments: eighteen of them become hundreds of thousands.
 */
final class NestedChoices {
  private static final Set<String> REPEATING = Set.of("COALESCE", "NULLIF");

  private static final int MOST_LEVELS = 8;

  private NestedChoices() {}

  static void refuse(SqlCall call) {
    if (levels(call) > MOST_LEVELS) {
      throw new BetterInDuckDb("compute so many COALESCE and NULLIF in one another");
    }
  }

  private static int levels(SqlCall call) {
    if (!REPEATING.contains(call.getOperator().getName().toUpperCase(Locale.ROOT))) {
      return 0;
    }
    return 1
        + call.getOperandList().stream()
            .filter(SqlCall.class::isInstance)
            .mapToInt(operand -> levels((SqlCall) operand))
            .max()
            .orElse(0);
  }
}
