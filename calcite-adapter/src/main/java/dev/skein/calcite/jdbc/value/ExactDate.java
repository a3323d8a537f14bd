package dev.skein.calcite.jdbc.value;

import java.sql.Date;
import java.time.LocalDate;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/** A date that knows its day whatever the year, and shows infinities and years before Christ. */
final class ExactDate extends Date {
  private static final long serialVersionUID = 1L;
  private static final long SECONDS_PER_DAY = 86_400;

  private final int epochDay;

  ExactDate(int epochDay, @Nullable Calendar calendar) {
    super(LocalTimes.millis(epochDay * SECONDS_PER_DAY, 0, calendar));
    this.epochDay = epochDay;
  }

  @Override
  public LocalDate toLocalDate() {
    return LocalDate.ofEpochDay(epochDay);
  }

  @Override
  public String toString() {
    return DatetimeText.date(epochDay);
  }
}
