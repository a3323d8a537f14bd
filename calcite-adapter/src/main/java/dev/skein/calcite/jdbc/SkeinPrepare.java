package dev.skein.calcite.jdbc;

import dev.skein.calcite.enumerable.StageQuery;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.prepare.CalcitePrepareImpl;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.runtime.Bindable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Prepares one statement of a {@code jdbc:skein:} connection. A statement that runs in DuckDB as a
 * whole gets no generated code: its result set reads the stages directly, timestamps keep their
 * microseconds, and the plan is kept in the connection's {@link PlanCache}.
 */
final class SkeinPrepare extends CalcitePrepareImpl {
  private String sql = "";
  private @Nullable StageQuery direct;

  @Override
  public <T> CalciteSignature<T> prepareSql(
      Context context, Query<T> query, Type elementType, long maxRowCount) {
    if (query.sql == null) {
      return super.prepareSql(context, query, elementType, maxRowCount);
    }
    sql = query.sql;
    PlanCache cache = PlanCache.of(context);
    PlanCache.Key key = PlanCache.key(context, query.sql, maxRowCount);
    CalciteSignature<T> known = cache.get(key);
    if (known != null) {
      return known;
    }
    CalciteSignature<T> signature = super.prepareSql(context, query, elementType, maxRowCount);
    StageQuery stages = direct;
    if (stages == null) {
      return signature;
    }
    CalciteSignature<T> lean = withoutGeneratedCode(signature, stages, maxRowCount);
    cache.put(key, lean);
    return lean;
  }

  @Override
  protected CalcitePreparingStmt getPreparingStmt(
      Context context,
      Type elementType,
      CalciteCatalogReader catalogReader,
      RelOptPlanner planner) {
    return new SkeinPreparingStatement(
        this,
        context,
        catalogReader,
        elementType == Object[].class ? EnumerableRel.Prefer.ARRAY : EnumerableRel.Prefer.CUSTOM,
        createCluster(planner, new RexBuilder(context.getTypeFactory())),
        EnumerableConvention.INSTANCE,
        createConvertletTable());
  }

  /** What the user wrote. */
  String sql() {
    return sql;
  }

  /** Called when the plan turns out to be one tree of stages. */
  void runDirectly(StageQuery stages) {
    direct = stages;
  }

  @SuppressWarnings("unchecked") // rows are objects or arrays of them, as the cursor factory says
  private static <T> CalciteSignature<T> withoutGeneratedCode(
      CalciteSignature<T> signature, StageQuery stages, long maxRowCount) {
    Bindable<T> bindable = context -> (Enumerable<T>) stages.jdbcRows(context);
    return new CalciteSignature<>(
        signature.sql,
        signature.parameters,
        Map.of(),
        signature.rowType,
        columns(signature),
        signature.cursorFactory,
        signature.rootSchema,
        signature.getCollationList(),
        maxRowCount,
        bindable,
        signature.statementType);
  }

  /** Timestamps come as java.sql.Timestamp, not as the milliseconds that Calcite computes with. */
  private static List<ColumnMetaData> columns(CalciteSignature<?> signature) {
    if (signature.rowType == null) {
      return signature.columns;
    }
    List<RelDataTypeField> fields = signature.rowType.getFieldList();
    List<ColumnMetaData> columns = new ArrayList<>();
    for (int i = 0; i < signature.columns.size(); i++) {
      ColumnMetaData column = signature.columns.get(i);
      boolean isTimestamp = fields.get(i).getType().getSqlTypeName() == SqlTypeName.TIMESTAMP;
      columns.add(isTimestamp ? column.setRep(ColumnMetaData.Rep.JAVA_SQL_TIMESTAMP) : column);
    }
    return columns;
  }
}
