package dev.skein.calcite.jdbc.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Floating-point numbers as DuckDB writes them: the fewest digits that read back as the same
 * number, plain from 0.0001 up to below 1e16 and with an exponent of at least two digits elsewhere
 * ({@code 1e+20}, {@code 1e-05}); {@code nan}, {@code inf}, {@code -inf}.
 */
public final class FloatingText {
  /** Two different decimals of up to this many digits are never the same number. */
  private static final int UNIQUE_DIGITS_DOUBLE = 15;

  /** A number of up to this many digits has no shorter decimal near it. */
  private static final int EXACT_DIGITS_FLOAT = 6;

  private static final BigDecimal TWO = BigDecimal.valueOf(2);

  /** Exponents outside this range are written; as DuckDB 2.0's own formatter has it. */
  private static final int LEAST_PLAIN_EXPONENT = -4;

  private static final int MOST_PLAIN_EXPONENT = 15;

  private FloatingText() {}

  public static void append(StringBuilder out, double value) {
    if (!appendSpecial(out, value)) {
      append(out, shortest(value));
    }
  }

  public static void append(StringBuilder out, float value) {
    if (!appendSpecial(out, value)) {
      append(out, shortest(value));
    }
  }

  private static boolean appendSpecial(StringBuilder out, double value) {
    if (Double.isNaN(value)) {
      // DuckDB shows the sign, which processors set on 0/0 and others.
      out.append(Double.doubleToRawLongBits(value) < 0 ? "-nan" : "nan");
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
    boolean subnormal = Math.abs(value) < Double.MIN_NORMAL;
    if (digits.precision() <= UNIQUE_DIGITS_DOUBLE && !subnormal) {
      return digits;
    }
    // The JDK's digits can be too many before 19 (JDK-4511638), and of subnormals in all versions.
    BigDecimal exact = new BigDecimal(value);
    for (int n = subnormal ? 1 : UNIQUE_DIGITS_DOUBLE; n < digits.precision(); n++) {
      BigDecimal fewer = exact.round(new MathContext(n, RoundingMode.HALF_EVEN));
      if (fewer.doubleValue() == value) {
        return fewer.stripTrailingZeros();
      }
    }
    return digits;
  }

  /**
   * DuckDB takes the fewest digits at which a decimal lies between the middles to the two numbers
   * beside this one. If there the choice is close, two decimals being equally near or the only one
   * on the middle itself, it writes the number as the DOUBLE it widens to.
   */
  private static BigDecimal shortest(float value) {
    BigDecimal exact = new BigDecimal(value);
    if (exact.precision() <= EXACT_DIGITS_FLOAT) {
      return exact.stripTrailingZeros();
    }
    BigDecimal above = new BigDecimal(Math.ulp(value));
    BigDecimal below = new BigDecimal(Math.nextAfter(value, 0)).subtract(exact).abs();
    for (int n = 1; ; n++) {
      BigDecimal down = exact.round(new MathContext(n, RoundingMode.DOWN));
      BigDecimal up = exact.round(new MathContext(n, RoundingMode.UP));
      BigDecimal toDown = exact.subtract(down).abs();
      BigDecimal toUp = exact.subtract(up).abs();
      int downInside = below.compareTo(toDown.multiply(TWO));
      int upInside = above.compareTo(toUp.multiply(TWO));
      if (downInside < 0 && upInside < 0) {
        continue;
      }
      int nearer = toDown.compareTo(toUp);
      boolean takesDown = upInside < 0 || (downInside >= 0 && nearer < 0);
      boolean close =
          (takesDown ? downInside : upInside) == 0 || (nearer == 0 && toUp.signum() != 0);
      return close ? shortest((double) value) : (takesDown ? down : up).stripTrailingZeros();
    }
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
