package dev.skein.calcite.jdbc.value;

import static java.util.Objects.requireNonNull;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a type stand in a row, and what JDBC makes of them: an object for getObject,
 * and the text that DuckDB would write. Values of most types are their own objects.
 */
public sealed interface ValueForm {
  /** The object that getObject returns. */
  Object object(Object value);

  /** What {@link ValueText} writes as DuckDB does. */
  Object written(Object value);

  /** How finely the rows count times. */
  enum Precision {
    /** Calcite's pipeline: milliseconds. */
    MILLISECONDS,
    /** DuckDB's own: times in nanoseconds, timestamps in micro- or nanoseconds. */
    EXACT
  }

  /** The form of a type's values. */
  static ValueForm of(RelDataType type, Precision precision) {
    boolean exact = precision == Precision.EXACT;
    return switch (type.getSqlTypeName()) {
      case DATE -> new DateForm();
      case TIME -> new TimeForm(exact ? 1 : 1_000_000);
      case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
          new TimestampForm(
              exact ? unitsPerSecond(type) : 1_000,
              type.getSqlTypeName()
                  == org.apache.calcite.sql.type.SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE);
      case BINARY, VARBINARY -> new Bytes();
      case ARRAY, MULTISET -> {
        RelDataType element = requireNonNull(type.getComponentType());
        yield new Elements(
            of(element, precision),
            element.getSqlTypeName().getJdbcOrdinal(),
            element.getSqlTypeName().getName());
      }
      case ROW -> {
        List<ValueForm> fields = new ArrayList<>();
        for (RelDataTypeField field : type.getFieldList()) {
          fields.add(of(field.getType(), precision));
        }
        yield new Fields(type.getFieldNames(), fields);
      }
      case MAP ->
          new Entries(
              of(requireNonNull(type.getKeyType()), precision),
              of(requireNonNull(type.getValueType()), precision));
      default -> new Plain();
    };
  }

  /** In what units exact rows count the timestamps of a type, as 1 second. */
  static long unitsPerSecond(RelDataType type) {
    return type.getPrecision() > 6 ? 1_000_000_000 : 1_000_000;
  }

  /** Values that are their own objects. */
  record Plain() implements ValueForm {
    @Override
    public Object object(Object value) {
      return value;
    }

    @Override
    public Object written(Object value) {
      return value;
    }
  }

  /** Values that JDBC's getDate, getTime and getTimestamp are for. */
  sealed interface Datetime extends ValueForm {
    /** What clocks show at the value, in the calendar's zone if it is a point in time. */
    LocalDateTime clock(Object value, @Nullable Calendar calendar);

    /** The value as a timestamp; without a calendar, for the JVM's own zone. */
    default Timestamp timestamp(Object value, @Nullable Calendar calendar) {
      LocalDateTime clock = clock(value, calendar);
      Timestamp timestamp = new Timestamp(LocalTimes.millis(clock, calendar));
      timestamp.setNanos(clock.get(ChronoField.NANO_OF_SECOND));
      return timestamp;
    }

    /** The value's day. */
    default java.sql.Date date(Object value, @Nullable Calendar calendar) {
      return new ExactDate((int) clock(value, calendar).toLocalDate().toEpochDay(), calendar);
    }

    /** The value's time of day. */
    default java.sql.Time time(Object value, @Nullable Calendar calendar) {
      return new ExactTime(clock(value, calendar).toLocalTime().toNanoOfDay(), calendar);
    }
  }

  /** Dates, as days since 1970. */
  record DateForm() implements Datetime {
    @Override
    public Object object(Object value) {
      return date(value, null);
    }

    @Override
    public java.sql.Date date(Object value, @Nullable Calendar calendar) {
      return new ExactDate(((Number) value).intValue(), calendar);
    }

    @Override
    public Object written(Object value) {
      return DatetimeText.date(((Number) value).intValue());
    }

    @Override
    public LocalDateTime clock(Object value, @Nullable Calendar calendar) {
      return LocalDate.ofEpochDay(((Number) value).intValue()).atStartOfDay();
    }
  }

  /** Times of day. */
  record TimeForm(long nanosPerUnit) implements Datetime {
    private long nanos(Object value) {
      return ((Number) value).longValue() * nanosPerUnit;
    }

    @Override
    public Object object(Object value) {
      return time(value, null);
    }

    @Override
    public Object written(Object value) {
      return DatetimeText.time(nanos(value));
    }

    @Override
    public java.sql.Time time(Object value, @Nullable Calendar calendar) {
      return new ExactTime(nanos(value), calendar);
    }

    @Override
    public LocalDateTime clock(Object value, @Nullable Calendar calendar) {
      long nanos = Math.min(nanos(value), LocalTime.MAX.toNanoOfDay());
      return LocalTime.ofNanoOfDay(nanos).atDate(LocalDate.EPOCH);
    }
  }

  /**
   * Timestamps.
   *
   * @param isPoint whether they are points in time, which have no clock but that of a zone
   */
  record TimestampForm(long unitsPerSecond, boolean isPoint) implements Datetime {
    private static long units(Object value) {
      return ((Number) value).longValue();
    }

    private Instant instant(Object value) {
      long units = units(value);
      return Instant.ofEpochSecond(
          Math.floorDiv(units, unitsPerSecond),
          Math.floorMod(units, unitsPerSecond) * (1_000_000_000 / unitsPerSecond));
    }

    @Override
    public Object object(Object value) {
      return timestamp(value, null);
    }

    @Override
    public Timestamp timestamp(Object value, @Nullable Calendar calendar) {
      return isPoint
          ? ExactTimestamp.ofPoint(units(value), unitsPerSecond)
          : ExactTimestamp.ofClock(units(value), unitsPerSecond, calendar);
    }

    @Override
    public String written(Object value) {
      return ExactTimestamp.text(units(value), unitsPerSecond, isPoint);
    }

    @Override
    public LocalDateTime clock(Object value, @Nullable Calendar calendar) {
      return LocalDateTime.ofInstant(instant(value), isPoint ? zone(calendar) : ZoneOffset.UTC);
    }

    private static ZoneId zone(@Nullable Calendar calendar) {
      return calendar == null ? ZoneId.systemDefault() : calendar.getTimeZone().toZoneId();
    }
  }

  /** Byte strings. */
  record Bytes() implements ValueForm {
    @Override
    public Object object(Object value) {
      return value instanceof ByteString bytes ? bytes.getBytes() : value;
    }

    @Override
    public Object written(Object value) {
      return object(value);
    }
  }

  /** Lists. */
  record Elements(ValueForm element, int sqlType, String typeName) implements ValueForm {
    @Override
    public Object object(Object value) {
      return new ElementArray(
          this, value instanceof List<?> l ? l : Arrays.asList((Object[]) value));
    }

    @Override
    public Object written(Object value) {
      List<@Nullable Object> texts = new ArrayList<>();
      for (Object each : value instanceof List<?> l ? l : Arrays.asList((Object[]) value)) {
        texts.add(each == null ? null : element.written(each));
      }
      return texts;
    }

    @Nullable Object[] objects(List<?> values) {
      @Nullable Object[] objects = new Object[values.size()];
      int i = 0;
      for (Object each : values) {
        objects[i++] = each == null ? null : element.object(each);
      }
      return objects;
    }
  }

  /** Structs. */
  record Fields(List<String> names, List<ValueForm> fields) implements ValueForm {
    @Override
    public Object object(Object value) {
      return new NamedStruct(this, values(value));
    }

    @Override
    public Object written(Object value) {
      @Nullable Object[] values = values(value);
      List<@Nullable Object> texts = new ArrayList<>();
      for (int i = 0; i < values.length; i++) {
        Object each = values[i];
        texts.add(each == null ? null : fields.get(i).written(each));
      }
      return new StructValue(names, texts);
    }

    @Nullable Object[] objects(@Nullable Object[] values) {
      @Nullable Object[] objects = new Object[values.length];
      for (int i = 0; i < values.length; i++) {
        Object each = values[i];
        objects[i] = each == null ? null : fields.get(i).object(each);
      }
      return objects;
    }

    private static @Nullable Object[] values(Object value) {
      return value instanceof List<?> list ? list.toArray() : (Object[]) value;
    }
  }

  /** Maps. */
  record Entries(ValueForm key, ValueForm value) implements ValueForm {
    @Override
    public Object object(Object map) {
      Map<@Nullable Object, @Nullable Object> objects = new LinkedHashMap<>();
      ((Map<?, ?>) map)
          .forEach(
              (k, v) ->
                  objects.put(
                      k == null ? null : key.object(k), v == null ? null : value.object(v)));
      return objects;
    }

    @Override
    public Object written(Object map) {
      Map<@Nullable Object, @Nullable Object> texts = new LinkedHashMap<>();
      ((Map<?, ?>) map)
          .forEach(
              (k, v) ->
                  texts.put(
                      k == null ? null : key.written(k), v == null ? null : value.written(v)));
      return texts;
    }
  }
}
