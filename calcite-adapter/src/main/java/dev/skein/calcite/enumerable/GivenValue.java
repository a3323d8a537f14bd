package dev.skein.calcite.enumerable;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.remote.TypedValue;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The value of a dynamic parameter of which nothing is known but what it was set to: DuckDB binds
 * it with its own type, as from its own driver.
 */
public final class GivenValue {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int MAX_DIGITS = 38;

  private GivenValue() {}

  /** What DuckDB binds for a value. */
  public static @Nullable Object toDuckDb(TypedValue value) {
    return toDuckDb(value.type, value.toLocal());
  }

  /**
   * What DuckDB binds for a value.
   *
   * @param rep how Avatica carries it
   * @param local the value in that form
   */
  static @Nullable Object toDuckDb(Rep rep, @Nullable Object local) {
    if (local == null) {
      return null;
    }
    return switch (rep) {
      case JAVA_SQL_DATE -> LocalDate.ofEpochDay(((Number) local).longValue());
      case JAVA_SQL_TIME -> LocalTime.ofNanoOfDay(((Number) local).longValue() * NANOS_PER_MILLI);
      case JAVA_SQL_TIMESTAMP, JAVA_UTIL_DATE ->
          LocalDateTime.ofInstant(
              Instant.ofEpochMilli(((Number) local).longValue()), ZoneOffset.UTC);
      case BYTE_STRING -> ((ByteString) local).getBytes();
      case CHARACTER -> local.toString();
      case NUMBER -> local instanceof BigDecimal decimal ? exact(decimal) : local;
      default -> local instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : local;
    };
  }

  /** DuckDB's driver (2.0.0) binds other numbers than given where a decimal has too many digits. */
  private static BigDecimal exact(BigDecimal given) {
    BigDecimal decimal = given.scale() < 0 ? given.setScale(0) : given;
    if (Math.max(decimal.precision(), decimal.scale()) > MAX_DIGITS) {
      throw new IllegalArgumentException(
          "A parameter has "
              + decimal.precision()
              + " digits, and a DECIMAL at most "
              + MAX_DIGITS);
    }
    return decimal;
  }

  /** Names how a value is carried, and with it the type that DuckDB gives to it. */
  public static String type(TypedValue value) {
    Object bound = toDuckDb(value);
    if (bound == null) {
      return value.type + " NULL";
    }
    String name = value.type + " " + bound.getClass().getName();
    return bound instanceof BigDecimal decimal
        ? name + "(" + decimal.precision() + "," + decimal.scale() + ")"
        : name;
  }
}
