package dev.skein.calcite.jdbc;

import dev.skein.calcite.enumerable.StageQuery;
import java.util.Map;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.apache.calcite.linq4j.Enumerable;

/**
 * A prepared statement without generated code: its rows come from the stages as they are, with all
 * the digits that DuckDB has.
 */
final class DirectSignature<T> extends CalciteSignature<T> {
  @SuppressWarnings("unchecked") // rows are objects or arrays of them, as the cursor factory says
  DirectSignature(String sql, CalciteSignature<T> planned, StageQuery stages, long maxRowCount) {
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
  }
}
