package dev.skein.calcite.jdbc;

import dev.skein.calcite.jdbc.value.Conversions;
import dev.skein.calcite.jdbc.value.ValueAccessor;
import dev.skein.calcite.jdbc.value.ValueForm;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.util.Cursor;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.jspecify.annotations.Nullable;

/**
 * A result set that shows values as DuckDB has them.
 *
 * <p>Avatica (1.28) starts a query without a lock, so that its statement can be cancelled, and
 * forgets a query whose result was closed meanwhile: by the close of the statement while the query
 * waited in line, or by another thread that executed the same statement. It would run for ever, as
 * one of those that may run at a time.
 */
final class SkeinResultSet extends AvaticaResultSet {
  /** Function sequence error, in ODBC's table of states. */
  private static final String OUT_OF_SEQUENCE = "HY010";

  private static final String CLOSED_EARLY =
      "it was closed, or executed again, before its query had begun";

  private static final ColumnMetaData.AvaticaType AS_IT_IS =
      ColumnMetaData.scalar(Types.JAVA_OBJECT, "ANY", ColumnMetaData.Rep.OBJECT);

  private final long maker = Thread.currentThread().getId();
  private final Object start = new Object();

  /** Whether a query is being started. Guarded by start, as is the next. */
  private boolean starting;

  private boolean closed;

  SkeinResultSet(
      @Nullable AvaticaStatement statement,
      @Nullable QueryState state,
      Meta.Signature signature,
      ResultSetMetaData metaData,
      TimeZone timeZone,
      Meta.@Nullable Frame firstFrame)
      throws SQLException {
    super(statement, state, signature, metaData, timeZone, firstFrame);
  }

  @Override
  protected AvaticaResultSet execute() throws SQLException {
    begin();
    boolean closedMeanwhile;
    boolean begun = false;
    try {
      super.execute();
      begun = true;
    } finally {
      synchronized (start) {
        starting = false;
        closedMeanwhile = closed;
      }
      if (!begun || closedMeanwhile) {
        super.close(); // the statement keeps it
      }
    }
    if (closedMeanwhile) {
      throw used(CLOSED_EARLY);
    }
    if (signature instanceof CalciteSignature<?> planned
        && planned.rowType != null
        && planned.rowType.getFieldCount() == accessorList.size()) {
      accessorList = accessors(planned.rowType, signature instanceof DirectSignature);
    }
    return this;
  }

  /** Two threads that execute a statement may each be given what the other has made. */
  private void begin() throws SQLException {
    if (Thread.currentThread().getId() != maker) {
      throw used("another thread executes it");
    }
    synchronized (start) {
      if (closed) {
        throw used(CLOSED_EARLY);
      }
      starting = true;
    }
  }

  private static SQLException used(String how) {
    return new SQLException(
        "The statement is used by several threads at a time: " + how, OUT_OF_SEQUENCE);
  }

  @Override
  public void close() {
    synchronized (start) {
      closed = true;
      if (starting) {
        cancel(); // it may wait for other queries to end
      }
    }
    super.close();
  }

  /** Avatica's accessors, but for types that have a form of their own. */
  private List<Cursor.Accessor> accessors(RelDataType rowType, boolean direct) {
    List<Cursor.Accessor> values =
        cursor.createAccessors(
            columnMetaDataList.stream().map(SkeinResultSet::asItIs).toList(), localCalendar, this);
    List<Cursor.Accessor> accessors = new ArrayList<>(accessorList);
    for (RelDataTypeField field : rowType.getFieldList()) {
      ValueForm form =
          ValueForm.of(
              field.getType(),
              direct ? ValueForm.Precision.EXACT : ValueForm.Precision.MILLISECONDS);
      if (!(form instanceof ValueForm.Plain)) {
        int i = field.getIndex();
        accessors.set(i, new ValueAccessor(values.get(i), form, localCalendar));
      }
    }
    return accessors;
  }

  private static ColumnMetaData asItIs(ColumnMetaData column) {
    return ColumnMetaData.dummy(AS_IT_IS, true);
  }

  /** Decimals are never written with an exponent, as in DuckDB. */
  @Override
  public @Nullable String getString(int columnIndex) throws SQLException {
    if (columnIndex < 1
        || columnIndex > columnMetaDataList.size()
        || columnMetaDataList.get(columnIndex - 1).type.id != Types.DECIMAL) {
      return super.getString(columnIndex);
    }
    BigDecimal decimal = getBigDecimal(columnIndex);
    return decimal == null ? null : decimal.toPlainString();
  }

  @Override
  public @Nullable String getString(String columnLabel) throws SQLException {
    return getString(findColumn(columnLabel));
  }

  @Override
  public <T> @Nullable T getObject(int columnIndex, Class<T> type) throws SQLException {
    Object value = getObject(columnIndex);
    return value == null ? null : Conversions.to(type, value);
  }

  @Override
  public <T> @Nullable T getObject(String columnLabel, Class<T> type) throws SQLException {
    return getObject(findColumn(columnLabel), type);
  }

  @Override
  public ResultSet create(ColumnMetaData.AvaticaType elementType, Iterable<Object> iterable)
      throws SQLException {
    throw new SQLFeatureNotSupportedException("Use getArray() for the elements of an array");
  }
}
