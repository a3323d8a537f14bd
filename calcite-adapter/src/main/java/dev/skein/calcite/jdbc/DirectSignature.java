package dev.skein.calcite.jdbc;

import dev.skein.calcite.enumerable.StageQuery;
import java.sql.SQLException;
import java.util.Map;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.apache.calcite.linq4j.Enumerable;

/**
 * A prepared statement without generated code: its rows come from the stages as they are, with all
 * the digits that DuckDB has. Where the plan would cut the value of a parameter, DuckDB runs the
 * statement as it is.
 */
final class DirectSignature<T> extends CalciteSignature<T> {
  private static final String CUT =
      "DuckDB runs it as it is, because Calcite does not: keep all digits of a parameter";

  private final ExactParameters exact;
  private final TypedByValues byValues;

  @SuppressWarnings("unchecked") // rows are objects or arrays of them, as the cursor factory says
  DirectSignature(
      String sql,
      CalciteSignature<T> planned,
      StageQuery stages,
      ExactParameters exact,
      long maxRowCount) {
    super(
        sql,
        planned.parameters,
        Map.of(),
        planned.rowType,
        planned.columns,
        planned.cursorFactory,
        planned.rootSchema,
        planned.getCollationList(),
        maxRowCount,
        context -> (Enumerable<T>) stages.jdbcRows(context),
        planned.statementType);
    this.exact = exact;
    this.byValues = new TypedByValues(sql, CUT, maxRowCount);
  }

  /** What to run for the values that a statement has now. */
  Meta.Signature typed(AvaticaStatement statement) throws SQLException {
    if (exact.scales().isEmpty() || !exact.cut(BoundValues.of(statement))) {
      return this;
    }
    try {
      return byValues.typed(this, statement);
    } catch (SQLException e) {
      throw new SQLException(
          "The value of a parameter has more digits after the point than what it is computed with;"
              + " write CAST(? AS DOUBLE) for it: "
              + e.getMessage(),
          e);
    }
  }
}
