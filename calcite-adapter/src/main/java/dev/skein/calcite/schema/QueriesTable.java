package dev.skein.calcite.schema;

import dev.skein.calcite.schema.SystemTables.Entry;
import dev.skein.runtime.history.QueryRecord;
import dev.skein.runtime.task.QueryId;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.TimeZone;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.linq4j.Queryable;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.prepare.Prepare;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableModify;
import org.apache.calcite.rel.core.TableModify.Operation;
import org.apache.calcite.rel.logical.LogicalTableModify;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.ModifiableTable;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.Schemas;
import org.jspecify.annotations.Nullable;

/** {@code skein.queries}. To delete a row is to forget a query that has ended, and its tasks. */
final class QueriesTable extends SystemTable<Entry<QueryRecord>> implements ModifiableTable {
  private static final int QUERY_ID = 0;

  private final List<SystemSource> sources;

  /**
   * @param columns of which the first is the query's id
   */
  QueriesTable(
      List<Column<Entry<QueryRecord>>> columns, List<SystemSource> sources, boolean upperCase) {
    super(
        columns,
        () -> SystemTables.each(sources, source -> source.runtime().history().queries().stream()),
        upperCase);
    this.sources = sources;
  }

  @Override
  QueriesTable withUpperCaseColumns() {
    return new QueriesTable(columns, sources, true);
  }

  /** Called by generated code, once for each execution of a DELETE. */
  @Override
  public Collection<@Nullable Object[]> getModifiableCollection() {
    return new ForgettableRows(rows(TimeZone.getDefault()).toList(), this::forget);
  }

  private int forget(Collection<?> rows) {
    List<QueryId> ids =
        rows.stream()
            .map(row -> new QueryId(String.valueOf(((@Nullable Object[]) row)[QUERY_ID])))
            .toList();
    return sources.stream().mapToInt(source -> source.runtime().history().forget(ids)).sum();
  }

  @Override
  public TableModify toModificationRel(
      RelOptCluster cluster,
      RelOptTable table,
      Prepare.CatalogReader catalogReader,
      RelNode child,
      Operation operation,
      @Nullable List<String> updateColumnList,
      @Nullable List<RexNode> sourceExpressionList,
      boolean flattened) {
    if (operation != Operation.DELETE) {
      throw new UnsupportedOperationException(
          operation + " is not possible on skein.queries; rows can only be deleted");
    }
    return LogicalTableModify.create(
        table, catalogReader, child, operation, updateColumnList, sourceExpressionList, flattened);
  }

  @Override
  public Type getElementType() {
    return Object[].class;
  }

  /** Generated code modifies this object, and scans it as it does the other system tables. */
  @Override
  @SuppressWarnings("rawtypes") // as Calcite declares it
  public Expression getExpression(SchemaPlus schema, String tableName, Class type) {
    return Schemas.tableExpression(
        schema,
        Object[].class,
        tableName,
        type == ModifiableTable.class ? ModifiableTable.class : QueriesTable.class);
  }

  @Override
  @SuppressWarnings("unchecked") // rows are arrays of objects
  public <T> Queryable<T> asQueryable(
      QueryProvider queryProvider, SchemaPlus schema, String tableName) {
    return (Queryable<T>) rows(TimeZone.getDefault()).asQueryable();
  }
}
