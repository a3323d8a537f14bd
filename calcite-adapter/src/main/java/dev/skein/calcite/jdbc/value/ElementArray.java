package dev.skein.calcite.jdbc.value;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A LIST or ARRAY. Its elements are what getObject would return of a column of their type. */
final class ElementArray implements Array {
  private final ValueForm.Elements form;
  private final List<?> values;

  ElementArray(ValueForm.Elements form, List<?> values) {
    this.form = form;
    this.values = values;
  }

  @Override
  public String getBaseTypeName() {
    return form.typeName();
  }

  @Override
  public int getBaseType() {
    return form.sqlType();
  }

  /** An Object[], which the caller may change. */
  @Override
  public Object getArray() {
    return form.objects(values);
  }

  @Override
  public Object getArray(@Nullable Map<String, Class<?>> map) {
    return getArray();
  }

  @Override
  public Object getArray(long index, int count) throws SQLException {
    @Nullable Object[] all = form.objects(values);
    if (index < 1 || count < 0 || index - 1 + count > all.length) {
      throw new SQLException(
          count + " elements from " + index + " on are not in an array of " + all.length);
    }
    return Arrays.copyOfRange(all, (int) index - 1, (int) index - 1 + count);
  }

  @Override
  public Object getArray(long index, int count, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    return getArray(index, count);
  }

  /** The places, from 1, and the values. */
  @Override
  public ResultSet getResultSet() throws SQLException {
    return ElementRows.of(form, values);
  }

  @Override
  public ResultSet getResultSet(@Nullable Map<String, Class<?>> map) throws SQLException {
    return getResultSet();
  }

  @Override
  public ResultSet getResultSet(long index, int count) throws SQLException {
    throw new SQLFeatureNotSupportedException("Use getArray(index, count)");
  }

  @Override
  public ResultSet getResultSet(long index, int count, @Nullable Map<String, Class<?>> map)
      throws SQLException {
    return getResultSet(index, count);
  }

  @Override
  public void free() {}

  /** As DuckDB writes it. */
  @Override
  public String toString() {
    return ValueText.of(form.written(values));
  }
}
