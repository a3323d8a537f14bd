package dev.skein.calcite.lower.text;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** Writes constants. Text that a user wrote becomes a quoted value here and nothing else. */
public final class Literals {
  private static final BigDecimal MILLIS_PER_DAY = BigDecimal.valueOf(86_400_000L);
  private static final BigDecimal MICROS_PER_MILLI = BigDecimal.valueOf(1000);
  private static final int MAX_DECIMAL_DIGITS = 38;

  /** A number, which may stand in parentheses, a word or a quoted text, perhaps with its type. */
  private static final Pattern CONSTANT =
      Pattern.compile("[-+ ()0-9.eE]+|NULL|TRUE|FALSE|(?:[A-Z]++ )?'[^']*+(?:''[^']*+)*+'");

  private Literals() {}

  /** Whether a text is a constant in DuckDB's notation. */
  public static boolean isConstant(String text) {
    return CONSTANT.matcher(text).matches();
  }

  /** A constant of exactly the DuckDB type of its Calcite type. */
  public static String typed(RexLiteral literal) {
    return typed(literal.getValueAs(Comparable.class), literal.getType());
  }

  public static String typed(@Nullable Comparable<?> value, RelDataType type) {
    if (value == null) {
      return type.getSqlTypeName() == SqlTypeName.NULL
          ? "NULL"
          : "CAST(NULL AS " + DuckDbTypes.typeName(type) + ")";
    }
    String text = untyped(value, type);
    String wanted = DuckDbTypes.typeName(type);
    return wanted.equals(typeOfText(value, type)) ? text : "CAST(" + text + " AS " + wanted + ")";
  }

  /** A constant in DuckDB's own notation, of the type that DuckDB reads into it. */
  public static String untyped(RexLiteral literal) {
    Comparable<?> value = literal.getValueAs(Comparable.class);
    return value == null ? typed(null, literal.getType()) : untyped(value, literal.getType());
  }

  public static String untyped(Comparable<?> value, RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> (Boolean) value ? "TRUE" : "FALSE";
      case TINYINT, SMALLINT, INTEGER, BIGINT, UTINYINT, USMALLINT, UINTEGER, UBIGINT, DECIMAL ->
          exact((BigDecimal) value, type);
      // DuckDB reads the digits as a DOUBLE, which is seldom the number that a FLOAT makes of them.
      case REAL -> "CAST(" + approximate(((Number) value).doubleValue()) + " AS FLOAT)";
      case FLOAT, DOUBLE -> approximate(((Number) value).doubleValue());
      case CHAR, VARCHAR -> DuckDbNames.literal(characters(value));
      case BINARY, VARBINARY -> "from_hex('" + ((ByteString) value).toString(16) + "')";
      case DATE -> "DATE '" + (DateString) value + "'";
      case TIME -> "TIME '" + time((TimeString) value, type) + "'";
      case TIMESTAMP ->
          type.getPrecision() > 6
              ? "CAST('" + ((TimestampString) value).round(9) + "' AS TIMESTAMP_NS)"
              : "TIMESTAMP '" + ((TimestampString) value).round(6) + "'";
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
          "TIMESTAMPTZ '" + ((TimestampString) value).round(6) + "+00'";
      case UUID -> "CAST('" + (UUID) value + "' AS UUID)";
      case INTERVAL_YEAR, INTERVAL_YEAR_MONTH, INTERVAL_MONTH ->
          "INTERVAL '" + ((BigDecimal) value).toBigIntegerExact() + " months'";
      case INTERVAL_DAY,
          INTERVAL_DAY_HOUR,
          INTERVAL_DAY_MINUTE,
          INTERVAL_DAY_SECOND,
          INTERVAL_HOUR,
          INTERVAL_HOUR_MINUTE,
          INTERVAL_HOUR_SECOND,
          INTERVAL_MINUTE,
          INTERVAL_MINUTE_SECOND,
          INTERVAL_SECOND ->
          dayTimeInterval((BigDecimal) value);
      default -> throw new NotInDuckDb(type, "no notation for constants of this type");
    };
  }

  /** The value of a numeric constant that is not NULL. */
  public static BigDecimal number(RexLiteral literal) {
    return requireNonNull(literal.getValueAs(BigDecimal.class));
  }

  /** A number as a double, for places where the other side is one. */
  public static String asDouble(BigDecimal value) {
    return approximate(value.doubleValue());
  }

  private static String typeOfText(Comparable<?> value, RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case TINYINT, SMALLINT, INTEGER, BIGINT, UTINYINT, USMALLINT, UINTEGER, UBIGINT ->
          integerType((BigDecimal) value);
      case DECIMAL -> decimalType((BigDecimal) value, type);
      default -> DuckDbTypes.typeName(type);
    };
  }

  private static String integerType(BigDecimal value) {
    return value.toBigIntegerExact().bitLength() < Integer.SIZE ? "INTEGER" : "BIGINT";
  }

  /** DuckDB reads as many digits into a decimal as it sees, an integer as an integer. */
  private static String decimalType(BigDecimal value, RelDataType type) {
    String text = plain(value, type);
    int scale = Math.max(type.getScale(), 0);
    if (scale == 0) {
      return integerType(value);
    }
    long digits = text.chars().filter(Character::isDigit).count();
    return "DECIMAL(" + digits + ", " + scale + ")";
  }

  private static String exact(BigDecimal value, RelDataType type) {
    String text = plain(value, type);
    if (value.precision() > MAX_DECIMAL_DIGITS - 1) {
      // DuckDB reads a literal of more digits as a double.
      text = "CAST('" + text + "' AS " + DuckDbTypes.typeName(type) + ")";
    }
    return value.signum() < 0 ? "(" + text + ")" : text;
  }

  private static String plain(BigDecimal value, RelDataType type) {
    return value.setScale(Math.max(type.getScale(), 0), RoundingMode.UNNECESSARY).toPlainString();
  }

  private static String approximate(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "CAST('" + value + "' AS DOUBLE)";
    }
    String text = Double.toString(value);
    if (text.indexOf('E') < 0) {
      // Without an exponent it would be a decimal.
      text += "E0";
    }
    return text.startsWith("-") ? "(" + text + ")" : text;
  }

  private static String characters(Comparable<?> value) {
    return value instanceof NlsString nls ? nls.getValue() : (String) value;
  }

  private static String time(TimeString value, RelDataType type) {
    return value.round(Math.min(Math.max(type.getPrecision(), 0), 9)).toString();
  }

  private static String dayTimeInterval(BigDecimal millis) {
    BigDecimal[] days = millis.divideAndRemainder(MILLIS_PER_DAY);
    if (days[1].signum() == 0) {
      return "INTERVAL '" + days[0].toBigInteger() + " days'";
    }
    BigInteger micros = millis.multiply(MICROS_PER_MILLI).toBigInteger();
    return "INTERVAL '" + micros + " microseconds'";
  }
}
