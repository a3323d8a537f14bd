package dev.skein.calcite.enumerable;

import dev.skein.calcite.sql.SkeinTypeSystem;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/** Turns the value of a dynamic parameter from Calcite's representation to what DuckDB binds. */
final class Parameters {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** The digits of a decimal that DuckDB compares with any integer or other short decimal. */
  private static final int SHORT_DECIMAL = 18;

  private Parameters() {}

  static @Nullable Object toDuckDb(@Nullable Object given, RelDataType type) {
    Object value =
        given instanceof String text && SqlTypeUtil.isExactNumeric(type) ? number(text) : given;
    if (value instanceof BigDecimal decimal && SqlTypeUtil.isExactNumeric(type)) {
      BigDecimal number = deciding(decimal, type);
      return SkeinTypeSystem.mayBeHuge(type) && isWhole(number) ? whole(number) : widened(number);
    }
    if (value instanceof Number number) {
      return switch (type.getSqlTypeName()) {
        case DATE -> moment(number).toLocalDate();
        case TIME -> LocalTime.ofNanoOfDay(number.longValue() * NANOS_PER_MILLI);
        case TIMESTAMP -> moment(number);
        case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> moment(number).toInstant(ZoneOffset.UTC).toString();
        default -> widened(number);
      };
    }
    if (value instanceof java.sql.Date date) {
      return date.toLocalDate();
    } else if (value instanceof java.sql.Time time) {
      return time.toLocalTime();
    } else if (value instanceof java.sql.Timestamp timestamp) {
      return type.getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE
          ? timestamp.toInstant().toString()
          : timestamp.toLocalDateTime();
    } else if (value instanceof OffsetDateTime time) {
      return time.toInstant().toString();
    } else if (value instanceof Instant || value instanceof UUID) {
      return value.toString();
    } else if (value instanceof ByteString bytes) {
      return bytes.getBytes();
    } else if (value instanceof Character character) {
      return character.toString();
    }
    return value;
  }

  /**
   * Avatica has the days of a date in an int, whatever it is given for, and milliseconds in a long.
   */
  private static LocalDateTime moment(Number given) {
    long whole = given.longValue();
    return given instanceof Integer
        ? LocalDate.ofEpochDay(whole).atStartOfDay()
        : LocalDateTime.ofEpochSecond(
            Math.floorDiv(whole, 1000L),
            (int) (Math.floorMod(whole, 1000L) * NANOS_PER_MILLI),
            ZoneOffset.UTC);
  }

  private static boolean isWhole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0;
  }

  /** A number that DuckDB compares with a HUGEINT as one. */
  private static Object whole(BigDecimal number) {
    BigInteger whole = number.toBigInteger();
    return whole.bitLength() < Long.SIZE ? (Object) whole.longValue() : whole.toString();
  }

  /** A comparison with a number binds a number; what is none, DuckDB refuses by its text. */
  private static Object number(String text) {
    try {
      return new BigDecimal(text.strip());
    } catch (NumberFormatException notOne) {
      return text;
    }
  }

  /**
   * A decimal with two digits more than its parameter's type has. They say what all digits say
   * where the number is compared with others of the type, or rounded to it, and DuckDB has a type
   * for both sides then.
   */
  private static BigDecimal deciding(BigDecimal number, RelDataType type) {
    int scale = Math.max(type.getScale(), 0) + 1;
    if (number.precision() <= SHORT_DECIMAL || number.scale() <= scale) {
      return number;
    }
    BigDecimal cut = number.setScale(scale, RoundingMode.DOWN);
    return cut.compareTo(number) == 0
        ? cut
        : cut.add(BigDecimal.valueOf(number.signum(), scale + 1));
  }

  /** A task carries few kinds of numbers; the SQL casts each to the type of its parameter. */
  private static Object widened(Number number) {
    if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
      return number.longValue();
    } else if (number instanceof Float) {
      return number.doubleValue();
    }
    BigDecimal decimal =
        number instanceof BigInteger whole
            ? new BigDecimal(whole)
            : number instanceof BigDecimal given ? given : null;
    if (decimal == null) {
      return number;
    }
    // DuckDB's driver (2.0.0) binds other numbers than given where a decimal has too many digits.
    return decimal.precision() > 38 ? decimal.toPlainString() : decimal;
  }
}
