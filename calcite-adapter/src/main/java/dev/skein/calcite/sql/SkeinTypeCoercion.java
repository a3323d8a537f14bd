package dev.skein.calcite.sql;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.implicit.TypeCoercionImpl;
import org.jspecify.annotations.Nullable;

/**
 * Exact numbers are compared with all the digits that they have after the point, as in DuckDB.
 * Calcite keeps those before it, so that a sum of integers, DECIMAL(38, 0), would be compared with
 * a rounded 9.6.
 */
public final class SkeinTypeCoercion extends TypeCoercionImpl {
  /** A coercion for one validation. */
  public SkeinTypeCoercion(RelDataTypeFactory typeFactory, SqlValidator validator) {
    super(typeFactory, validator);
  }

  @Override
  public @Nullable RelDataType commonTypeForBinaryComparison(
      @Nullable RelDataType first, @Nullable RelDataType second) {
    RelDataType exact =
        first == null || second == null
            ? null
            : SkeinTypeFactory.leastExact(factory, List.of(first, second), true);
    return exact != null ? exact : super.commonTypeForBinaryComparison(first, second);
  }
}
