package dev.skein.calcite.schema;

import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.ScannableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * A system table. Its rows are those of the moment at which a statement reads it, and they are read
 * in Calcite, so that to look at the history does not add to it.
 *
 * @param <R> what a row is made of
 */
class SystemTable<R> extends AbstractTable implements ScannableTable {
  private static final int MILLISECONDS = 3;

  final List<Column<R>> columns;
  final Supplier<List<R>> entries;
  private final boolean upperCase;

  /**
   * A column.
   *
   * @param type VARCHAR, INTEGER, BIGINT or TIMESTAMP
   * @param value a String, Integer, Long or Instant, or null where it is nullable
   */
  record Column<R>(
      String name, SqlTypeName type, boolean nullable, Function<R, @Nullable Object> value) {}

  SystemTable(List<Column<R>> columns, Supplier<List<R>> entries, boolean upperCase) {
    this.columns = List.copyOf(columns);
    this.entries = entries;
    this.upperCase = upperCase;
  }

  /** The same table for statements whose unquoted names are upper case. */
  SystemTable<R> withUpperCaseColumns() {
    return new SystemTable<>(columns, entries, true);
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory factory) {
    RelDataTypeFactory.Builder row = factory.builder();
    for (Column<R> column : columns) {
      RelDataType type =
          column.type() == SqlTypeName.TIMESTAMP
              ? factory.createSqlType(column.type(), MILLISECONDS)
              : factory.createSqlType(column.type());
      row.add(upperCase ? NameCase.fold(column.name()) : column.name(), type)
          .nullable(column.nullable());
    }
    return row.build();
  }

  @Override
  public Enumerable<@Nullable Object[]> scan(DataContext context) {
    TimeZone zone = DataContext.Variable.TIME_ZONE.get(context);
    return rows(zone == null ? TimeZone.getDefault() : zone);
  }

  /**
   * The rows as Calcite computes with them.
   *
   * @param zone in which a TIMESTAMP is told, as CURRENT_TIMESTAMP is
   */
  final Enumerable<@Nullable Object[]> rows(TimeZone zone) {
    return Linq4j.asEnumerable(entries.get()).select(entry -> row(entry, zone));
  }

  private @Nullable Object[] row(R entry, TimeZone zone) {
    @Nullable Object[] row = new Object[columns.size()];
    for (int i = 0; i < row.length; i++) {
      Object value = columns.get(i).value().apply(entry);
      row[i] = value instanceof Instant instant ? wallClock(instant, zone) : value;
    }
    return row;
  }

  private static long wallClock(Instant instant, TimeZone zone) {
    long millis = instant.toEpochMilli();
    return millis + zone.getOffset(millis);
  }
}
