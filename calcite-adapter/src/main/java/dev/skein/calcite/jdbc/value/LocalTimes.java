package dev.skein.calcite.jdbc.value;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.zone.ZoneRules;
import java.util.Calendar;
import java.util.List;
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

  /** The first second of the year 10000. */
  private static final long FAR_FUTURE = 253_402_300_800L;

  private LocalTimes() {}

  static long millis(LocalDateTime time, @Nullable Calendar calendar) {
    return millis(
        time.toEpochSecond(ZoneOffset.UTC), time.get(ChronoField.NANO_OF_SECOND), calendar);
  }

  /**
   * The same from what a clock shows as seconds since 1970 and nanoseconds, without the objects
   * where the JVM's zone makes it simple: a scan calls this for every row. An hour that the zone's
   * clocks show twice or skip is java.sql's to place.
   */
  static long millis(long seconds, int nanos, @Nullable Calendar calendar) {
    if (calendar != null) {
      LocalDateTime clock = LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC);
      return clock.atZone(calendar.getTimeZone().toZoneId()).toInstant().toEpochMilli();
    }
    long asUtc = seconds * 1_000 + nanos / 1_000_000;
    ZoneRules rules = ZoneId.systemDefault().getRules();
    if (asUtc >= GREGORIAN && rules.isFixedOffset()) {
      return asUtc - rules.getOffset(Instant.EPOCH).getTotalSeconds() * 1_000L;
    }
    LocalDateTime clock = LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC);
    if (seconds >= 0 && seconds < FAR_FUTURE) {
      List<ZoneOffset> offsets = rules.getValidOffsets(clock);
      if (offsets.size() == 1) {
        return asUtc - offsets.get(0).getTotalSeconds() * 1_000L;
      }
    }
    return Timestamp.valueOf(clock).getTime();
  }
}
