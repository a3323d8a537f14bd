package dev.skein.calcite.jdbc;

import java.sql.SQLException;
import java.util.Map;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;

/**
 * A prepared statement with parameters that DuckDB runs as it is. The types of its columns are
 * those that it would have were the parameters NULL: as in DuckDB, only the values decide, so that
 * each execution is {@link #typed} before it begins.
 */
final class UntypedSignature<T> extends CalciteSignature<T> {
  private final TypedByValues byValues;

  UntypedSignature(CalciteSignature<T> planned, TypedByValues byValues) {
    super(
        byValues.text(),
        planned.parameters,
        Map.of(),
        planned.rowType,
        planned.columns,
        planned.cursorFactory,
        planned.rootSchema,
        planned.getCollationList(),
        byValues.maxRows(),
        null,
        planned.statementType);
    this.byValues = byValues;
  }

  /** What to run for the values that a statement has now. */
  Meta.Signature typed(AvaticaStatement statement) throws SQLException {
    return byValues.typed(this, statement);
  }
}
