package dev.skein.calcite.jdbc.value;

import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * A timestamp with all its digits, which shows infinities and years before Christ. It is a point in
 * time or what a clock on the wall shows, whatever the wall.
 */
final class ExactTimestamp extends Timestamp {
  private static final long serialVersionUID = 1L;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final long units;
  private final long unitsPerSecond;
  private final boolean isPoint;

  private ExactTimestamp(long millis, long units, long unitsPerSecond, boolean isPoint) {
    super(millis);
    setNanos(nanos(units, unitsPerSecond));
    this.units = units;
    this.unitsPerSecond = unitsPerSecond;
    this.isPoint = isPoint;
  }

  /** What clocks show, counted from their 1970. */
  static ExactTimestamp ofClock(long units, long unitsPerSecond, @Nullable Calendar calendar) {
    long seconds = Math.floorDiv(units, unitsPerSecond);
    long millis = LocalTimes.millis(seconds, nanos(units, unitsPerSecond), calendar);
    return new ExactTimestamp(millis, units, unitsPerSecond, false);
  }

  /** A point in time, counted from 1970 in UTC. */
  static ExactTimestamp ofPoint(long units, long unitsPerSecond) {
    long seconds = Math.floorDiv(units, unitsPerSecond);
    long millis = seconds * 1_000 + nanos(units, unitsPerSecond) / 1_000_000;
    return new ExactTimestamp(millis, units, unitsPerSecond, true);
  }

  private static int nanos(long units, long unitsPerSecond) {
    return (int) (Math.floorMod(units, unitsPerSecond) * (NANOS_PER_SECOND / unitsPerSecond));
  }

  /** Whether it is a point in time, TIMESTAMP WITH TIME ZONE in DuckDB. */
  boolean isPoint() {
    return isPoint;
  }

  @Override
  public LocalDateTime toLocalDateTime() {
    LocalDateTime utc =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(units, unitsPerSecond), nanos(units, unitsPerSecond), ZoneOffset.UTC);
    return isPoint
        ? LocalDateTime.ofInstant(utc.toInstant(ZoneOffset.UTC), ZoneId.systemDefault())
        : utc;
  }

  @Override
  public String toString() {
    return text(units, unitsPerSecond, isPoint);
  }

  /** As DuckDB writes it. */
  static String text(long units, long unitsPerSecond, boolean isPoint) {
    String text = DatetimeText.timestamp(units, unitsPerSecond);
    return isPoint && !text.endsWith("infinity") ? text + "+00" : text;
  }
}
