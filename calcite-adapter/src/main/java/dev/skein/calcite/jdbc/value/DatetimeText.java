package dev.skein.calcite.jdbc.value;

import java.time.LocalDate;

/** Dates and times as DuckDB's {@code CAST(x AS VARCHAR)} writes them (seen on DuckDB 2.0). */
final class DatetimeText {
  private static final int NANO_DIGITS = 9;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long SECONDS_PER_DAY = 86_400;
  private static final int LAST_YEAR_OF_FOUR_DIGITS = 9_999;

  private DatetimeText() {}

  /** A date; DuckDB keeps its infinities at both ends of the 32 bits. */
  static String date(int epochDay) {
    if (epochDay == Integer.MAX_VALUE) {
      return "infinity";
    } else if (epochDay == -Integer.MAX_VALUE) {
      return "-infinity";
    }
    LocalDate date = LocalDate.ofEpochDay(epochDay);
    return withEra(date, new StringBuilder()).toString();
  }

  /** A time of day; 24:00:00 is one. */
  static String time(long nanoOfDay) {
    StringBuilder out = new StringBuilder();
    appendTime(out, nanoOfDay);
    return out.toString();
  }

  /** A timestamp; DuckDB keeps its infinities at both ends of the 64 bits, in any unit. */
  static String timestamp(long value, long unitsPerSecond) {
    if (value == Long.MAX_VALUE) {
      return "infinity";
    } else if (value == -Long.MAX_VALUE) {
      return "-infinity";
    }
    long seconds = Math.floorDiv(value, unitsPerSecond);
    long nanos = Math.floorMod(value, unitsPerSecond) * (NANOS_PER_SECOND / unitsPerSecond);
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_PER_DAY));
    StringBuilder out = withEra(date, new StringBuilder()).append(' ');
    appendTime(out, Math.floorMod(seconds, SECONDS_PER_DAY) * NANOS_PER_SECOND + nanos);
    return out.toString();
  }

  private static StringBuilder withEra(LocalDate date, StringBuilder out) {
    int year = date.getYear();
    boolean beforeChrist = year <= 0;
    int shown = beforeChrist ? 1 - year : year;
    if (shown <= LAST_YEAR_OF_FOUR_DIGITS) {
      appendPadded(out, shown, 4);
    } else {
      out.append(shown);
    }
    appendPadded(out.append('-'), date.getMonthValue(), 2);
    appendPadded(out.append('-'), date.getDayOfMonth(), 2);
    return beforeChrist ? out.append(" (BC)") : out;
  }

  private static void appendTime(StringBuilder out, long nanoOfDay) {
    long seconds = nanoOfDay / NANOS_PER_SECOND;
    appendPadded(out, (int) (seconds / 3_600), 2);
    appendPadded(out.append(':'), (int) (seconds / 60 % 60), 2);
    appendPadded(out.append(':'), (int) (seconds % 60), 2);
    long fraction = nanoOfDay % NANOS_PER_SECOND;
    if (fraction != 0) {
      int digits = NANO_DIGITS;
      while (fraction % 10 == 0) {
        fraction /= 10;
        digits--;
      }
      appendPadded(out.append('.'), (int) fraction, digits);
    }
  }

  private static void appendPadded(StringBuilder out, int number, int digits) {
    String text = Integer.toString(number);
    out.append("0".repeat(Math.max(0, digits - text.length()))).append(text);
  }
}
