package dev.skein.calcite.jdbc.value;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Struct;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import javax.sql.rowset.serial.SerialBlob;
import org.apache.calcite.avatica.util.Cursor;
import org.joou.UByte;
import org.joou.UInteger;
import org.joou.ULong;
import org.joou.UShort;
import org.jspecify.annotations.Nullable;

/**
 * Reads a column of dates, times, bytes, lists, structs or maps: those of which Avatica's own
 * accessors lose digits or show other text than DuckDB.
 */
@SuppressWarnings("NullAway") // JDBC's NULL is null, and Avatica's interface does not say so
public final class ValueAccessor implements Cursor.Accessor {
  private final Cursor.Accessor values;
  private final ValueForm form;
  private final Calendar localCalendar;

  /**
   * A column's accessor.
   *
   * @param values an accessor that returns the values as they stand in the rows
   * @param localCalendar what Avatica hands in when the user has given no calendar
   */
  public ValueAccessor(Cursor.Accessor values, ValueForm form, Calendar localCalendar) {
    this.values = values;
    this.form = form;
    this.localCalendar = localCalendar;
  }

  @Override
  public boolean wasNull() throws SQLException {
    return values.wasNull();
  }

  @Override
  public Object getObject() throws SQLException {
    Object value = values.getObject();
    // Tables of other schemas may hold JDBC's objects already.
    return value == null || isJdbc(value) ? value : form.object(value);
  }

  private static boolean isJdbc(Object value) {
    return value instanceof java.util.Date || value instanceof Array || value instanceof Struct;
  }

  @Override
  public String getString() throws SQLException {
    Object value = values.getObject();
    if (value == null) {
      return null;
    }
    return isJdbc(value) ? value.toString() : ValueText.of(form.written(value));
  }

  @Override
  public Date getDate(Calendar calendar) throws SQLException {
    Object value = values.getObject();
    return value == null || value instanceof Date
        ? (Date) value
        : datetime("a date").date(value, given(calendar));
  }

  @Override
  public Time getTime(Calendar calendar) throws SQLException {
    Object value = values.getObject();
    return value == null || value instanceof Time
        ? (Time) value
        : datetime("a time").time(value, given(calendar));
  }

  @Override
  public Timestamp getTimestamp(Calendar calendar) throws SQLException {
    Object value = values.getObject();
    return value == null || value instanceof Timestamp
        ? (Timestamp) value
        : datetime("a timestamp").timestamp(value, given(calendar));
  }

  /** Null where the user gave none, unless the connection has a zone other than the JVM's. */
  @SuppressWarnings("ReferenceEquality") // a user may hand in an equal one, and means it
  private @Nullable Calendar given(@Nullable Calendar calendar) {
    return calendar == localCalendar
            && Objects.equals(calendar.getTimeZone(), TimeZone.getDefault())
        ? null
        : calendar;
  }

  private ValueForm.Datetime datetime(String wanted) throws SQLException {
    if (form instanceof ValueForm.Datetime datetime) {
      return datetime;
    }
    throw notReadableAs(wanted);
  }

  @Override
  public Array getArray() throws SQLException {
    return typed(Array.class);
  }

  @Override
  public Struct getStruct() throws SQLException {
    return typed(Struct.class);
  }

  @Override
  public byte[] getBytes() throws SQLException {
    return typed(byte[].class);
  }

  @Override
  public Blob getBlob() throws SQLException {
    byte[] bytes = getBytes();
    return bytes == null ? null : new SerialBlob(bytes);
  }

  @Override
  public InputStream getBinaryStream() throws SQLException {
    byte[] bytes = getBytes();
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  @Override
  public InputStream getAsciiStream() throws SQLException {
    return getBinaryStream();
  }

  @Override
  public InputStream getUnicodeStream() throws SQLException {
    return getBinaryStream();
  }

  @Override
  public <T> T getObject(Class<T> type) throws SQLException {
    Object value = getObject();
    return value == null ? null : Conversions.to(type, value);
  }

  private <T> @Nullable T typed(Class<T> type) throws SQLException {
    Object value = getObject();
    if (value == null || type.isInstance(value)) {
      return type.cast(value);
    }
    throw notReadableAs(type.getSimpleName());
  }

  @Override
  public Object getObject(Map<String, Class<?>> map) throws SQLException {
    return getObject();
  }

  @Override
  public String getNString() throws SQLException {
    return getString();
  }

  @Override
  public Reader getCharacterStream() throws SQLException {
    String text = getString();
    return text == null ? null : new StringReader(text);
  }

  @Override
  public Reader getNCharacterStream() throws SQLException {
    return getCharacterStream();
  }

  @Override
  public boolean getBoolean() throws SQLException {
    throw notReadableAs("a boolean");
  }

  @Override
  public byte getByte() throws SQLException {
    throw notReadableAs("a number");
  }

  @Override
  public UByte getUByte() throws SQLException {
    throw notReadableAs("a number");
  }

  @Override
  public short getShort() throws SQLException {
    throw notReadableAs("a number");
  }

  @Override
  public UShort getUShort() throws SQLException {
    throw notReadableAs("a number");
  }

  @Override
  public int getInt() throws SQLException {
    throw notReadableAs("a number");
  }

  @Override
  public UInteger getUInt() throws SQLException {
    throw notReadableAs("a number");
  }

  @Override
  public long getLong() throws SQLException {
    throw notReadableAs("a number");
  }

  @Override
  public ULong getULong() throws SQLException {
    throw notReadableAs("a number");
  }

  @Override
  public float getFloat() throws SQLException {
    throw notReadableAs("a number");
  }

  @Override
  public double getDouble() throws SQLException {
    throw notReadableAs("a number");
  }

  @Override
  public BigDecimal getBigDecimal() throws SQLException {
    throw notReadableAs("a number");
  }

  @Override
  public BigDecimal getBigDecimal(int scale) throws SQLException {
    throw notReadableAs("a number");
  }

  @Override
  public Ref getRef() throws SQLException {
    throw notReadableAs("a reference");
  }

  @Override
  public Clob getClob() throws SQLException {
    throw notReadableAs("a CLOB");
  }

  @Override
  public NClob getNClob() throws SQLException {
    throw notReadableAs("a CLOB");
  }

  @Override
  public SQLXML getSQLXML() throws SQLException {
    throw notReadableAs("XML");
  }

  @Override
  public URL getURL() throws SQLException {
    throw notReadableAs("a URL");
  }

  private SQLException notReadableAs(String wanted) {
    return new SQLException(
        "The column cannot be read as " + wanted + "; use getObject or getString", "22005");
  }
}
