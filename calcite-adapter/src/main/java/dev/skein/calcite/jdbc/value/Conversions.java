package dev.skein.calcite.jdbc.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What {@code getObject(column, Class)} makes of the objects of {@link ValueForm}. */
public final class Conversions {
  private Conversions() {}

  /**
   * The object as one of a class.
   *
   * @throws SQLException if there is no such conversion, or it would change the value
   */
  public static <T> T to(Class<T> type, Object value) throws SQLException {
    if (type.isInstance(value)) {
      return type.cast(value);
    }
    Object converted;
    try {
      converted = converted(type, value);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new SQLException(
          "The value " + value + " does not fit " + type.getSimpleName(), "22003", e);
    }
    if (converted == null) {
      throw new SQLException(
          "A " + value.getClass().getSimpleName() + " cannot be read as " + type.getName(),
          "22005");
    }
    return type.cast(converted);
  }

  private static @Nullable Object converted(Class<?> type, Object value) {
    if (type == String.class) {
      return ValueText.of(value);
    } else if (value instanceof Number number) {
      return number(type, number);
    } else if (value instanceof ExactTimestamp timestamp) {
      return timestamp(type, timestamp);
    } else if (value instanceof ExactDate date) {
      return type == LocalDate.class
          ? date.toLocalDate()
          : type == LocalDateTime.class ? date.toLocalDate().atStartOfDay() : null;
    } else if (value instanceof ExactTime time) {
      return type == LocalTime.class ? time.toLocalTime() : null;
    } else if (value instanceof String text) {
      return type == UUID.class ? UUID.fromString(text) : null;
    }
    return null;
  }

  private static @Nullable Object number(Class<?> type, Number number) {
    BigDecimal exact =
        number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
    if (type == Byte.class) {
      return exact.byteValueExact();
    } else if (type == Short.class) {
      return exact.shortValueExact();
    } else if (type == Integer.class) {
      return exact.intValueExact();
    } else if (type == Long.class) {
      return exact.longValueExact();
    } else if (type == BigInteger.class) {
      return exact.toBigIntegerExact();
    } else if (type == BigDecimal.class) {
      return exact;
    } else if (type == Float.class) {
      return number.floatValue();
    }
    return type == Double.class ? (Object) number.doubleValue() : null;
  }

  private static @Nullable Object timestamp(Class<?> type, ExactTimestamp timestamp) {
    if (type == LocalDateTime.class) {
      return timestamp.toLocalDateTime();
    } else if (type == LocalDate.class) {
      return timestamp.toLocalDateTime().toLocalDate();
    } else if (type == LocalTime.class) {
      return timestamp.toLocalDateTime().toLocalTime();
    } else if (!timestamp.isPoint()) {
      return null;
    }
    Instant instant = timestamp.toInstant();
    if (type == Instant.class) {
      return instant;
    } else if (type == OffsetDateTime.class) {
      return instant.atOffset(ZoneOffset.UTC);
    }
    return type == ZonedDateTime.class ? instant.atZone(ZoneOffset.UTC) : null;
  }
}
