package dev.skein.calcite.parser;

import static org.apache.calcite.sql.parser.babel.SqlBabelParserImplConstants.*;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Intervals: {@code INTERVAL 3 DAY}, {@code INTERVAL '3 days'} and {@code '3 days'::INTERVAL}
 * become {@code INTERVAL '3' DAY}; {@code INTERVAL (n) DAY} becomes {@code (n) * INTERVAL '1' DAY}.
 * Months and days in one constant stay as they are: Calcite has no such interval.
 */
final class IntervalNotation {
  private static final Pattern PART =
      Pattern.compile("\\s*([+-]?[0-9]+(?:\\.[0-9]+)?)\\s*([a-zA-Z]+)\\s*");

  private IntervalNotation() {}

  /** An interval in whole months or in seconds. */
  private record Amount(BigDecimal value, boolean months) {
    static @Nullable Amount of(BigDecimal count, String unit) {
      return switch (unit.toLowerCase(Locale.ROOT)) {
        case "year", "years", "y", "yr", "yrs" -> months(count, 12);
        case "quarter", "quarters" -> months(count, 3);
        case "month", "months", "mon", "mons" -> months(count, 1);
        case "decade", "decades" -> months(count, 120);
        case "century", "centuries" -> months(count, 1200);
        case "week", "weeks", "w" -> seconds(count, "604800");
        case "day", "days", "d" -> seconds(count, "86400");
        case "hour", "hours", "h", "hr", "hrs" -> seconds(count, "3600");
        case "minute", "minutes", "m", "min", "mins" -> seconds(count, "60");
        case "second", "seconds", "s", "sec", "secs" -> seconds(count, "1");
        case "millisecond", "milliseconds", "ms", "msec", "msecs" -> seconds(count, "0.001");
        default -> null;
      };
    }

    private static @Nullable Amount months(BigDecimal count, int months) {
      boolean whole = count.stripTrailingZeros().scale() <= 0;
      return whole ? new Amount(count.multiply(BigDecimal.valueOf(months)), true) : null;
    }

    private static @Nullable Amount seconds(BigDecimal count, String seconds) {
      Amount amount = new Amount(count.multiply(new BigDecimal(seconds)), false);
      // Calcite's intervals have milliseconds.
      return amount.value.stripTrailingZeros().scale() <= 3 ? amount : null;
    }

    static @Nullable Amount parse(String text) {
      Matcher part = PART.matcher(text);
      Amount sum = null;
      int at = 0;
      while (at < text.length()) {
        if (!part.find(at) || part.start() != at) {
          return null;
        }
        Amount amount = of(new BigDecimal(part.group(1)), part.group(2));
        if (amount == null || (sum != null && sum.months != amount.months)) {
          return null;
        }
        sum = sum == null ? amount : new Amount(sum.value.add(amount.value), sum.months);
        at = part.end();
      }
      return sum;
    }
  }

  static void rewrite(TokenEdit edit) {
    for (int i = 0; i < edit.size(); i++) {
      if (edit.is(i, QUOTED_STRING, INFIX_CAST, INTERVAL)) {
        Amount amount = Amount.parse(text(edit, i));
        if (amount != null) {
          edit.remove(i + 2);
          edit.remove(i + 1);
          edit.remove(i);
          write(edit, i, amount);
        }
      } else if (edit.is(i, INTERVAL, QUOTED_STRING) && !isUnit(edit, i + 2)) {
        Amount amount = Amount.parse(text(edit, i + 1));
        if (amount != null) {
          edit.remove(i + 1);
          edit.remove(i);
          write(edit, i, amount);
        }
      } else if (edit.is(i, INTERVAL, UNSIGNED_INTEGER_LITERAL) && isUnit(edit, i + 2)) {
        Amount amount = Amount.of(new BigDecimal(edit.image(i + 1)), edit.image(i + 2));
        if (amount != null) {
          edit.remove(i + 2);
          edit.remove(i + 1);
          edit.remove(i);
          write(edit, i, amount);
        }
      } else if (edit.is(i, INTERVAL, LPAREN)) {
        int unit = edit.closing(i + 1) + 1;
        times(edit, i, unit);
      } else if (edit.is(i, INTERVAL, IDENTIFIER)) {
        times(edit, i, i + 2);
      }
    }
  }

  private static String text(TokenEdit edit, int at) {
    String image = edit.image(at);
    return image.substring(1, image.length() - 1);
  }

  private static boolean isUnit(TokenEdit edit, int at) {
    return at < edit.size() && Amount.of(BigDecimal.ONE, edit.image(at)) != null;
  }

  private static void write(TokenEdit edit, int at, Amount amount) {
    edit.insert(at, INTERVAL, "INTERVAL");
    BigDecimal value = amount.value.stripTrailingZeros();
    BigDecimal days = value;
    int kind = amount.months ? MONTH : SECOND;
    if (!amount.months && value.remainder(new BigDecimal(86400)).signum() == 0) {
      days = value.divide(new BigDecimal(86400));
      kind = DAY;
    }
    edit.insert(at + 1, QUOTED_STRING, '\'' + days.toPlainString() + '\'');
    edit.insert(at + 2, kind, kind == MONTH ? "MONTH" : kind == DAY ? "DAY" : "SECOND");
  }

  /** {@code INTERVAL n UNIT}, where {@code n} is not a constant. */
  private static void times(TokenEdit edit, int interval, int unit) {
    Amount one = unit < edit.size() ? Amount.of(BigDecimal.ONE, edit.image(unit)) : null;
    if (one != null) {
      edit.remove(unit);
      write(edit, unit, one);
      edit.insert(unit, STAR, "*");
      edit.remove(interval);
    }
  }
}
