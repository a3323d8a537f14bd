package dev.skein.calcite.sql;

import org.apache.calcite.sql.validate.SqlConformance;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;

/**
 * LENIENT as Skein has it: besides, SEMI and ANTI joins may be written and booleans cast to
 * numbers, as DuckDB allows. Columns that are not grouped by are refused, as DuckDB does and BABEL
 * does not.
 */
public final class SkeinConformance extends SqlDelegatingConformance {
  private static final SkeinConformance INSTANCE = new SkeinConformance();

  private SkeinConformance() {
    super(SqlConformanceEnum.LENIENT);
  }

  /** What a connection's conformance stands for. */
  public static SqlConformance of(SqlConformance conformance) {
    return conformance == SqlConformanceEnum.LENIENT ? INSTANCE : conformance;
  }

  @Override
  public boolean allowLenientCoercion() {
    return true;
  }
}
