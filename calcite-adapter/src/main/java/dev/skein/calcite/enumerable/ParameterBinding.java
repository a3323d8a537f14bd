package dev.skein.calcite.enumerable;

import org.jspecify.annotations.Nullable;

/** Makes of the value of a dynamic parameter, as Calcite has it, what DuckDB binds. */
@FunctionalInterface
interface ParameterBinding {
  @Nullable Object toDuckDb(@Nullable Object given);
}
