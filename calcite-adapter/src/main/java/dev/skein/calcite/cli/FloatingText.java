package dev.skein.calcite.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Floating-point numbers as DuckDB writes them: the fewest digits that read back as the same
 * number, plain from 0.0001 up to below 1e16 and with an exponent of at least two digits elsewhere
 * ({@code 1e+20}, {@code 1e-05}); {@code nan}, {@code inf}, {@code -inf}.
 */
final class FloatingText {
  /** {@link Double#toString} gives the fewest digits from this version on (JDK-4511638). */
  private static final int SHORTEST_SINCE = 19;

  private static final boolean SHORTEST = Runtime.version().feature() >= SHORTEST_SINCE;

  /** Two different decimals of up to this many digits are never the same number. */
  private static final int UNIQUE_DIGITS_DOUBLE = 15;

  private static final int UNIQUE_DIGITS_FLOAT = 6;

  /** Exponents outside this range are written; as DuckDB 2.0's own formatter has it. */
  private static final int LEAST_PLAIN_EXPONENT = -4;

  private static final int MOST_PLAIN_EXPONENT = 15;

  private FloatingText() {}

  static void append(StringBuilder out, double value) {
    if (!appendSpecial(out, value)) {
      append(out, shortest(value));
    }
  }

  static void append(StringBuilder out, float value) {
    if (!appendSpecial(out, value)) {
      append(out, shortest(value));
    }
  }

  private static boolean appendSpecial(StringBuilder out, double value) {
    if (Double.isNaN(value)) {
      out.append("nan");
    } else if (Double.isInfinite(value)) {
      out.append(value > 0 ? "inf" : "-inf");
    } else if (value == 0) {
      out.append(1 / value < 0 ? "-0.0" : "0.0");
    } else {
      return false;
    }
    return true;
  }

  private static BigDecimal shortest(double value) {
    BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (SHORTEST || digits.precision() <= UNIQUE_DIGITS_DOUBLE) {
      return digits;
    }
    BigDecimal exact = new BigDecimal(value);
    for (int n = UNIQUE_DIGITS_DOUBLE; n <= digits.precision(); n++) {
      BigDecimal fewer = exact.round(new MathContext(n, RoundingMode.HALF_EVEN));
      if (fewer.doubleValue() == value) {
        return fewer.stripTrailingZeros();
      }
    }
    return digits;
  }

  private static BigDecimal shortest(float value) {
    BigDecimal digits = new BigDecimal(Float.toString(value)).stripTrailingZeros();
    if (SHORTEST || digits.precision() <= UNIQUE_DIGITS_FLOAT) {
      return digits;
    }
    BigDecimal exact = new BigDecimal(value);
    for (int n = UNIQUE_DIGITS_FLOAT; n <= digits.precision(); n++) {
      BigDecimal fewer = exact.round(new MathContext(n, RoundingMode.HALF_EVEN));
      if (fewer.floatValue() == value) {
        return fewer.stripTrailingZeros();
      }
    }
    return digits;
  }

  private static void append(StringBuilder out, BigDecimal value) {
    int exponent = value.precision() - value.scale() - 1;
    if (exponent >= LEAST_PLAIN_EXPONENT && exponent <= MOST_PLAIN_EXPONENT) {
      out.append(value.toPlainString());
      if (value.scale() <= 0) {
        out.append(".0");
      }
      return;
    }
    String digits = value.unscaledValue().abs().toString();
    if (value.signum() < 0) {
      out.append('-');
    }
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append('e').append(exponent < 0 ? '-' : '+');
    int magnitude = Math.abs(exponent);
    if (magnitude < 10) {
      out.append('0');
    }
    out.append(magnitude);
  }
}
