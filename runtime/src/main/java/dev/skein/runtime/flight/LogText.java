package dev.skein.runtime.flight;

import org.jspecify.annotations.Nullable;

/** Text from elsewhere as one value of a log line of {@code key=value} pairs. */
final class LogText {
  private static final int MAX_LENGTH = 500;

  private LogText() {}

  /** In quotes, without anything that would end the value or the line. */
  static String quoted(@Nullable Object value) {
    String text = String.valueOf(value);
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .limit(MAX_LENGTH)
        .forEach(c -> quoted.append(c == '"' ? '\'' : Character.isISOControl(c) ? ' ' : (char) c));
    return quoted.append('"').toString();
  }
}
