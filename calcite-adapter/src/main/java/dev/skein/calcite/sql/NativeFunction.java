package dev.skein.calcite.sql;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.OperandTypes;

/**
 * A scalar function of DuckDB that Calcite knows nothing of. It means what DuckDB does, takes what
 * DuckDB takes, and DuckDB says what type it returns.
 */
public final class NativeFunction extends SqlFunction {
  private final boolean deterministic;

  /** Asks DuckDB for the type of a call; throws what validation throws if there is no such call. */
  @FunctionalInterface
  public interface Types {
    RelDataType of(String function, SqlOperatorBinding call);
  }

  /**
   * @param name as DuckDB spells it
   * @param deterministic whether equal arguments give equal results
   */
  public NativeFunction(String name, boolean deterministic, Types types) {
    super(
        name,
        SqlKind.OTHER_FUNCTION,
        call -> types.of(name, call),
        null,
        OperandTypes.VARIADIC,
        SqlFunctionCategory.USER_DEFINED_FUNCTION);
    this.deterministic = deterministic;
  }

  @Override
  public boolean isDeterministic() {
    return deterministic;
  }
}
