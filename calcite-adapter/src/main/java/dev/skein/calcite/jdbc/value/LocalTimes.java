package dev.skein.calcite.jdbc.value;

import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * From what a clock on the wall shows to the milliseconds that the classes of java.sql count.
 *
 * <p>Without a calendar the value is for a reader of {@code toString()} and {@code toLocalDate()}:
 * those go by the JVM's zone and, before 1582, by the Julian calendar, and must show what is
 * stored. With a calendar it is the moment at which clocks in its zone show the value.
 */
final class LocalTimes {
  /** The first day of the Gregorian calendar, 1582-10-15, in milliseconds. */
  private static final long GREGORIAN = -12_219_292_800_000L;

  private LocalTimes() {}

  static long millis(LocalDateTime time, @Nullable Calendar calendar) {
    if (calendar != null) {
      return time.atZone(calendar.getTimeZone().toZoneId()).toInstant().toEpochMilli();
    }
    ZoneId zone = ZoneId.systemDefault();
    long asUtc = time.toInstant(ZoneOffset.UTC).toEpochMilli();
    if (asUtc >= GREGORIAN && zone.getRules().isFixedOffset()) {
      return asUtc - zone.getRules().getOffset(time).getTotalSeconds() * 1_000L;
    }
    return Timestamp.valueOf(time).getTime();
  }
}
