package dev.skein.calcite.schema;

import com.google.common.collect.ImmutableList;
import dev.skein.calcite.rel.DistributedConvention;
import dev.skein.calcite.rel.StoredTable;
import dev.skein.calcite.rule.DistributedProgram;
import dev.skein.calcite.rule.RowPredicates;
import dev.skein.runtime.catalog.CatalogTable;
import dev.skein.runtime.split.TableStatistics;
import dev.skein.runtime.task.TableSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.Statistics;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * A table or view of DuckDB, or Parquet files, as Calcite sees them. It holds the catalog's
 * description of one moment; the schema makes a new one when that changes.
 */
final class DistributedTable extends AbstractTable implements TranslatableTable, StoredTable {
  /**
   * Of a column, or of what is in its lists and structs. UHUGEINT is no text but no decimal, and a
   * view's column without a type has that of what it is computed with.
   */
  private static final Pattern ONLY_TEXT =
      Pattern.compile(
          "\\b(INTERVAL|TIME WITH TIME ZONE|TIMETZ|BIT|UNION|VARIANT|BIGNUM|UHUGEINT)\\b|\"NULL\"");

  private static final Pattern UUID = Pattern.compile("\\bUUID\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern JSON = Pattern.compile("\\bJSON\\b", Pattern.CASE_INSENSITIVE);

  private final DistributedConvention convention;
  private final CatalogTable table;
  private final Optional<TableSource> source;
  private final List<DuckDbColumnType> types;
  private final List<String> columnNames;

  /** Where each column is, by its name in any case. */
  private final NavigableMap<String, Integer> positions =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** A table or view of the database. */
  DistributedTable(DistributedConvention convention, CatalogTable table) {
    this(
        convention,
        table,
        table.isView()
            ? Optional.empty()
            : Optional.of(new TableSource.DuckDbTable(table.schema(), table.name())));
  }

  /**
   * A table of any source.
   *
   * @param source what it can be cut by; empty for a view
   */
  DistributedTable(
      DistributedConvention convention, CatalogTable table, Optional<TableSource> source) {
    this.convention = convention;
    this.table = table;
    this.source = source;
    this.types =
        table.columns().stream().map(column -> DuckDbTypeParser.parse(column.type())).toList();
    this.columnNames = table.columns().stream().map(CatalogTable.Column::name).toList();
    for (int i = 0; i < columnNames.size(); i++) {
      positions.putIfAbsent(columnNames.get(i), i);
    }
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory typeFactory) {
    boolean upperCase = NameCase.isFoldedToUpperCase();
    RelDataTypeFactory.Builder builder = typeFactory.builder();
    for (int i = 0; i < types.size(); i++) {
      CatalogTable.Column column = table.columns().get(i);
      builder
          .add(
              upperCase ? NameCase.fold(column.name()) : column.name(),
              types.get(i).relType(typeFactory))
          .nullable(column.nullable());
    }
    return builder.build();
  }

  @Override
  public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable relOptTable) {
    DistributedProgram.installOnThread();
    RowPredicates.installOn(context.getCluster());
    return LogicalTableScan.create(context.getCluster(), relOptTable, context.getTableHints());
  }

  @Override
  public Statistic getStatistic() {
    if (table.isView()) {
      return Statistics.UNKNOWN;
    }
    List<ImmutableBitSet> keys = new ArrayList<>();
    table.keys().forEach(key -> keys.add(ImmutableBitSet.of(key)));
    return Statistics.of((double) table.estimatedRows(), ImmutableList.copyOf(keys));
  }

  @Override
  public org.apache.calcite.schema.Schema.TableType getJdbcTableType() {
    return table.isView()
        ? org.apache.calcite.schema.Schema.TableType.VIEW
        : org.apache.calcite.schema.Schema.TableType.TABLE;
  }

  @Override
  public <C> @Nullable C unwrap(Class<C> type) {
    return type.isInstance(this) ? type.cast(this) : super.unwrap(type);
  }

  String name() {
    return table.name();
  }

  /** The names of the columns of its primary key, in their order in it. */
  List<String> primaryKey() {
    return table.primaryKey().stream().map(columnNames::get).toList();
  }

  boolean isView() {
    return table.isView();
  }

  @Override
  public DistributedConvention convention() {
    return convention;
  }

  @Override
  public List<String> qualifiedName() {
    return List.of(table.schema(), table.name());
  }

  @Override
  public List<String> columnNames() {
    return columnNames;
  }

  @Override
  public OptionalInt columnNamed(String name) {
    Integer position = positions.get(name);
    return position == null ? OptionalInt.empty() : OptionalInt.of(position);
  }

  @Override
  public Optional<String> readCast(int column) {
    return types.get(column).cast();
  }

  @Override
  public boolean isOnlyText(int column) {
    String type = table.columns().get(column).type().toUpperCase(Locale.ROOT);
    return ONLY_TEXT.matcher(type).find() || DuckDbTypeParser.hasEnumWithin(type);
  }

  @Override
  public boolean hasUuid(int column) {
    return UUID.matcher(table.columns().get(column).type()).find();
  }

  @Override
  public boolean hasUuid() {
    return IntStream.range(0, columnNames.size()).anyMatch(this::hasUuid);
  }

  @Override
  public boolean isEnum(int column) {
    return DuckDbTypeParser.isEnum(table.columns().get(column).type());
  }

  @Override
  public boolean hasJson(int column) {
    return JSON.matcher(table.columns().get(column).type()).find();
  }

  @Override
  public long rows() {
    return table.isView() ? -1 : table.estimatedRows();
  }

  /** Read from the statistics of the storage when first asked for. */
  @Override
  public OptionalLong distinctValues(int column) {
    return source
        .map(stored -> convention.runtime().statistics(stored).columns())
        .map(columns -> columns.get(columnNames.get(column)))
        .map(TableStatistics.Column::distinctValues)
        .orElse(OptionalLong.empty());
  }

  @Override
  public Optional<TableSource> source() {
    return source;
  }
}
