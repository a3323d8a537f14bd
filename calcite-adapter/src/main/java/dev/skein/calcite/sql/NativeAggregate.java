package dev.skein.calcite.sql;

import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.util.Optionality;

/**
 * An aggregate function of DuckDB that Calcite knows nothing of: as {@link NativeFunction}, over
 * the rows of a group, which are brought together for it.
 */
public final class NativeAggregate extends SqlAggFunction {
  /**
   * @param name as DuckDB spells it
   */
  public NativeAggregate(String name, NativeFunction.Types types) {
    super(
        name,
        null,
        SqlKind.OTHER_FUNCTION,
        call -> types.of(name, call),
        null,
        OperandTypes.VARIADIC,
        SqlFunctionCategory.USER_DEFINED_FUNCTION,
        false,
        false,
        Optionality.OPTIONAL);
  }
}
