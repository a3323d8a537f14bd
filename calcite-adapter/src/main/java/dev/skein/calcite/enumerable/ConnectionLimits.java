package dev.skein.calcite.enumerable;

import dev.skein.runtime.QueryLimits;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.calcite.DataContext;
import org.apache.calcite.jdbc.CalciteConnection;
import org.jspecify.annotations.Nullable;

/** The limits that a connection's properties set to each of its queries. */
public final class ConnectionLimits {
  /** Seconds, such as {@code 30} or {@code 0.5}. */
  public static final String TIMEOUT = "queryTimeout";

  /** A size, such as {@code 500MB}. */
  public static final String MEMORY = "queryMemory";

  /** The properties that there are. */
  public static final List<String> NAMES = List.of(TIMEOUT, MEMORY);

  /** Decimal places of a second. */
  private static final int MILLIS = 3;

  private ConnectionLimits() {}

  /**
   * Reads the properties of a connection.
   *
   * @throws IllegalArgumentException naming the one that is wrong
   */
  public static QueryLimits of(Properties properties) {
    String timeout = text(properties, TIMEOUT);
    String memory = text(properties, MEMORY);
    if (timeout == null && memory == null) {
      return QueryLimits.NONE;
    }
    return new QueryLimits(
        timeout == null ? Optional.empty() : Optional.of(time(timeout)),
        memory == null ? OptionalLong.empty() : OptionalLong.of(size(memory)));
  }

  /** The properties that {@link #of} reads so. */
  public static Map<String, String> properties(QueryLimits limits) {
    Map<String, String> properties = new HashMap<>();
    limits
        .timeout()
        .ifPresent(
            time ->
                properties.put(TIMEOUT, BigDecimal.valueOf(time.toMillis(), MILLIS).toString()));
    limits.memory().ifPresent(bytes -> properties.put(MEMORY, bytes + "B"));
    return properties;
  }

  private static Duration time(String text) {
    try {
      return QueryLimits.time(text);
    } catch (IllegalArgumentException e) {
      throw wrong(TIMEOUT, text, e);
    }
  }

  private static long size(String text) {
    try {
      return QueryLimits.size(text);
    } catch (IllegalArgumentException e) {
      throw wrong(MEMORY, text, e);
    }
  }

  private static @Nullable String text(Properties properties, String name) {
    Object value = properties.get(name);
    return value == null ? null : value.toString();
  }

  private static IllegalArgumentException wrong(
      String name, String value, IllegalArgumentException e) {
    return new IllegalArgumentException(
        "The connection property " + name + " is '" + value + "'; it " + e.getMessage(), e);
  }

  /** The limits of the connection that runs a statement. */
  static QueryLimits of(DataContext context) {
    return context.getQueryProvider() instanceof CalciteConnection connection
        ? of(connection.getProperties())
        : QueryLimits.NONE;
  }
}
