package dev.skein.runtime;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much one query may take.
 *
 * @param timeout after how long it is cancelled, wherever it is, its wait for other queries
 *     included
 * @param memory bytes that the sorts and hash tables of all its tasks together may hold in memory;
 *     what is more goes to disk. This is DuckDB's {@code operator_memory_limit} (2.0), the only
 *     bound it has below a whole database
 */
public record QueryLimits(Optional<Duration> timeout, OptionalLong memory) {
  public static final QueryLimits NONE = new QueryLimits(Optional.empty(), OptionalLong.empty());

  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,3})?)\\s*([KMGT]?)(I?)(?:B|BYTES?)?");
  private static final BigDecimal MILLIS = BigDecimal.valueOf(1_000);
  private static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(365L * 24 * 3600);
  private static final String UNITS = "KMGT";

  public QueryLimits {
    timeout.ifPresent(
        time -> {
          if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("A time limit is more than 0: " + time);
          }
        });
    memory.ifPresent(
        bytes -> {
          if (bytes < 1) {
            throw new IllegalArgumentException("A memory limit is more than 0: " + bytes);
          }
        });
  }

  /**
   * Reads a number of seconds, such as {@code 30} or {@code 0.5}.
   *
   * @throws IllegalArgumentException saying what it must be
   */
  public static Duration time(String seconds) {
    try {
      BigDecimal value = new BigDecimal(seconds.strip());
      if (value.compareTo(LONGEST_SECONDS) <= 0) {
        long millis = value.multiply(MILLIS).longValue();
        if (millis > 0) {
          return Duration.ofMillis(millis);
        }
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a number of seconds, such as 30 or 0.5", e);
    }
    throw new IllegalArgumentException("must be a number of seconds, 0.001 to " + LONGEST_SECONDS);
  }

  /**
   * Reads a size as DuckDB writes it: {@code 500MB} are 500 million bytes, {@code 500MiB} 500 times
   * 2^20.
   *
   * @throws IllegalArgumentException saying what it must be
   */
  public static long size(String text) {
    Matcher matcher = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (matcher.matches()) {
      int power = matcher.group(2).isEmpty() ? 0 : 1 + UNITS.indexOf(matcher.group(2));
      BigDecimal unit = BigDecimal.valueOf(matcher.group(3).isEmpty() ? 1_000 : 1_024).pow(power);
      BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(unit);
      if (bytes.compareTo(BigDecimal.ONE) >= 0
          && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
        return bytes.longValue();
      }
    }
    throw new IllegalArgumentException("must be a size, such as 500MB or 4GiB");
  }

  /** Both limits where there are two: the smaller of each. */
  public QueryLimits and(QueryLimits other) {
    Optional<Duration> time =
        timeout.isPresent() && other.timeout.isPresent()
            ? Optional.of(
                timeout.get().compareTo(other.timeout.get()) < 0
                    ? timeout.get()
                    : other.timeout.get())
            : timeout.or(other::timeout);
    OptionalLong bytes =
        memory.isPresent() && other.memory.isPresent()
            ? OptionalLong.of(Math.min(memory.getAsLong(), other.memory.getAsLong()))
            : memory.isPresent() ? memory : other.memory;
    return new QueryLimits(time, bytes);
  }
}
