package dev.skein.calcite.jdbc.value;

import java.sql.Time;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/** A time of day with its microseconds, which java.sql.Time has no room for. */
final class ExactTime extends Time {
  private static final long serialVersionUID = 1L;
  private static final long LAST_NANO = LocalTime.MAX.toNanoOfDay();

  private final long nanoOfDay;

  ExactTime(long nanoOfDay, @Nullable Calendar calendar) {
    super(LocalTimes.millis(localTime(nanoOfDay).atDate(LocalDate.EPOCH), calendar));
    this.nanoOfDay = nanoOfDay;
  }

  /** DuckDB's 24:00:00 is the last nanosecond of the day here: Java's clock has no such hour. */
  private static LocalTime localTime(long nanoOfDay) {
    return LocalTime.ofNanoOfDay(Math.min(nanoOfDay, LAST_NANO));
  }

  @Override
  public LocalTime toLocalTime() {
    return localTime(nanoOfDay);
  }

  @Override
  public String toString() {
    return DatetimeText.time(nanoOfDay);
  }
}
