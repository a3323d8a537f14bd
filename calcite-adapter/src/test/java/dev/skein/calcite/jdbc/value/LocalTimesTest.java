package dev.skein.calcite.jdbc.value;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalTimesTest {
  private final TimeZone before = TimeZone.getDefault();

  @AfterEach
  void restoreTheZone() {
    TimeZone.setDefault(before);
  }

  /** Berlin's clocks went forward on 2020-03-29 and back on 2020-10-25, Sao Paulo's at midnight. */
  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata"})
  void aClockIsPlacedWhereJavaSqlPlacesIt(String zone) {
    TimeZone.setDefault(TimeZone.getTimeZone(zone));
    for (String time :
        new String[] {
          "1600-02-29T12:00:00", "1970-01-01T00:00:00", "1969-12-31T23:59:59.999999",
          "2018-11-04T00:30:00", "2019-02-16T23:30:00", "2020-03-29T02:30:00",
          "2020-10-25T01:59:59.999", "2020-10-25T02:00:00", "2020-10-25T02:30:00",
          "2020-10-25T03:00:00", "2020-07-01T12:34:56.789123", "9999-12-31T23:59:59",
          "12345-01-01T00:00:00"
        }) {
      LocalDateTime clock = LocalDateTime.parse(time.startsWith("12345") ? "+" + time : time);
      assertEquals(Timestamp.valueOf(clock).getTime(), LocalTimes.millis(clock, null), zone + time);
    }
  }
}
