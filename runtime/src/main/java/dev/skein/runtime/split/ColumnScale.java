package dev.skein.runtime.split;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.OptionalDouble;

/**
 * Puts values on a line, for estimates of how much of a column a range holds: numbers as they are,
 * false and true as 0 and 1, dates and timestamps in seconds since 1970 (UTC), times in seconds of
 * the day. Strings and all else have no place on it.
 */
final class ColumnScale {
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffset("+HH:mm", "+00")
          .optionalEnd()
          .toFormatter(java.util.Locale.ROOT);

  private ColumnScale() {}

  /**
   * @param type a DuckDB type
   * @param text a value of it as DuckDB writes it
   */
  static OptionalDouble place(String type, String text) {
    try {
      double place = number(type, text);
      return Double.isFinite(place) ? OptionalDouble.of(place) : OptionalDouble.empty();
    } catch (DateTimeException | NumberFormatException e) {
      return OptionalDouble.empty(); // infinity, a year before Christ, and the like
    }
  }

  private static double number(String type, String text) {
    String family = type.startsWith("DECIMAL") ? "DECIMAL" : type;
    return switch (family) {
      case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT" -> Double.parseDouble(text);
      case "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT" -> Double.parseDouble(text);
      case "DECIMAL", "FLOAT", "DOUBLE" -> Double.parseDouble(text);
      case "BOOLEAN" -> text.equals("true") ? 1 : 0;
      case "DATE" -> LocalDate.parse(text).toEpochDay() * 86_400d;
      case "TIME" -> LocalTime.parse(text).toNanoOfDay() / 1e9;
      case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" ->
          seconds(LocalDateTime.parse(text, TIMESTAMP).toInstant(ZoneOffset.UTC));
      case "TIMESTAMP WITH TIME ZONE" -> seconds(OffsetDateTime.parse(text, TIMESTAMP).toInstant());
      default -> Double.NaN;
    };
  }

  private static double seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() / 1e9;
  }
}
