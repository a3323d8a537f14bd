package dev.skein.calcite.jdbc.value;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoField;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * A timestamp with all its digits, which shows infinities and years before Christ. It is a point in
 * time or what a clock on the wall shows, whatever the wall.
 */
final class ExactTimestamp extends Timestamp {
  private static final long serialVersionUID = 1L;

  private final LocalDateTime clock;
  private final boolean isPoint;
  private final String text;

  private ExactTimestamp(long millis, LocalDateTime clock, boolean isPoint, String text) {
    super(millis);
    setNanos(clock.get(ChronoField.NANO_OF_SECOND));
    this.clock = clock;
    this.isPoint = isPoint;
    this.text = text;
  }

  /** What clocks show. */
  static ExactTimestamp ofClock(LocalDateTime clock, String text, @Nullable Calendar calendar) {
    return new ExactTimestamp(LocalTimes.millis(clock, calendar), clock, false, text);
  }

  /** A point in time. */
  static ExactTimestamp ofPoint(Instant instant, String text) {
    LocalDateTime clock = LocalDateTime.ofInstant(instant, ZoneId.systemDefault());
    return new ExactTimestamp(instant.toEpochMilli(), clock, true, text);
  }

  /** Whether it is a point in time, TIMESTAMP WITH TIME ZONE in DuckDB. */
  boolean isPoint() {
    return isPoint;
  }

  @Override
  public LocalDateTime toLocalDateTime() {
    return clock;
  }

  @Override
  public String toString() {
    return text;
  }
}
