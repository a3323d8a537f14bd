package dev.skein.calcite.sql;

import static org.apache.calcite.rel.type.RelDataType.PRECISION_NOT_SPECIFIED;
import static org.apache.calcite.rel.type.RelDataType.SCALE_NOT_SPECIFIED;

import java.math.RoundingMode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * The limits and the result types of arithmetic as DuckDB 2.0 has them, so that one expression has
 * one type whether Calcite or DuckDB computes it.
 */
public final class SkeinTypeSystem extends RelDataTypeSystemImpl {
  /** The only instance; a connection names it {@code SkeinTypeSystem#INSTANCE}. */
  public static final SkeinTypeSystem INSTANCE = new SkeinTypeSystem();

  private static final int MAX_DECIMAL = 38;

  /** A HUGEINT is the only decimal of 39 digits; DuckDB has no others. */
  static final int HUGEINT_DIGITS = 39;

  private static final int UBIGINT_DIGITS = 20;

  /** The digits of a DuckDB decimal that is stored in 64 bits. */
  private static final int MAX_INT64_DECIMAL = 18;

  private static final int MICROSECONDS = 6;
  private static final int NANOSECONDS = 9;
  private static final int DUCKDB_DEFAULT_DECIMAL_SCALE = 3;

  private SkeinTypeSystem() {}

  /**
   * The type of a HUGEINT, which combines with decimals as an integer does: DECIMAL(39, 0) to
   * {@link SkeinTypeFactory}, to others the widest decimal that they have.
   */
  public static RelDataType hugeint(RelDataTypeFactory factory) {
    return factory.createSqlType(SqlTypeName.DECIMAL, HUGEINT_DIGITS, 0);
  }

  /** Whether values are HUGEINTs, and no decimals. */
  public static boolean isHuge(RelDataType type) {
    return isWhole(type, HUGEINT_DIGITS);
  }

  /** Whether DuckDB may have the values as HUGEINTs, or as the widest decimals. */
  public static boolean mayBeHuge(RelDataType type) {
    return isHuge(type) || isWhole(type, MAX_DECIMAL);
  }

  /** Whether values are taken for UBIGINTs; a decimal of as many digits is rare. */
  public static boolean isUnsigned(RelDataType type) {
    return isWhole(type, UBIGINT_DIGITS);
  }

  /** Whether values are integers with a sign, which UBIGINTs beside them become HUGEINTs for. */
  public static boolean isSigned(RelDataType type) {
    return SqlTypeName.INT_TYPES.contains(type.getSqlTypeName()) && !isSmallUnsigned(type);
  }

  private static boolean isWhole(RelDataType type, int digits) {
    return type.getSqlTypeName() == SqlTypeName.DECIMAL
        && type.getPrecision() == digits
        && type.getScale() == 0;
  }

  @Override
  public int getMaxPrecision(SqlTypeName type) {
    return switch (type) {
      case DECIMAL -> MAX_DECIMAL;
      case CHAR, VARCHAR, BINARY, VARBINARY -> Integer.MAX_VALUE;
      case TIME,
          TIME_TZ,
          TIME_WITH_LOCAL_TIME_ZONE,
          TIMESTAMP,
          TIMESTAMP_TZ,
          TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
          NANOSECONDS;
      default -> super.getMaxPrecision(type);
    };
  }

  @Override
  public int getMaxScale(SqlTypeName type) {
    return type == SqlTypeName.DECIMAL ? MAX_DECIMAL : super.getMaxScale(type);
  }

  @Override
  public int getDefaultPrecision(SqlTypeName type) {
    return switch (type) {
      case DECIMAL -> MAX_INT64_DECIMAL;
      case TIME,
          TIME_TZ,
          TIME_WITH_LOCAL_TIME_ZONE,
          TIMESTAMP,
          TIMESTAMP_TZ,
          TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
          MICROSECONDS;
      // DuckDB's intervals have no precision: INTERVAL '100' DAY needs no DAY(3) there.
      case INTERVAL_YEAR,
          INTERVAL_YEAR_MONTH,
          INTERVAL_MONTH,
          INTERVAL_DAY,
          INTERVAL_DAY_HOUR,
          INTERVAL_DAY_MINUTE,
          INTERVAL_DAY_SECOND,
          INTERVAL_HOUR,
          INTERVAL_HOUR_MINUTE,
          INTERVAL_HOUR_SECOND,
          INTERVAL_MINUTE,
          INTERVAL_MINUTE_SECOND,
          INTERVAL_SECOND ->
          getMaxPrecision(type);
      default -> super.getDefaultPrecision(type);
    };
  }

  @Override
  public int getDefaultScale(SqlTypeName type) {
    return type == SqlTypeName.DECIMAL ? DUCKDB_DEFAULT_DECIMAL_SCALE : super.getDefaultScale(type);
  }

  @Override
  public boolean shouldConvertRaggedUnionTypesToVarying() {
    return true;
  }

  /** A decimal loses digits half away from zero, as DuckDB's casts do. */
  @Override
  public RoundingMode roundingMode() {
    return RoundingMode.HALF_UP;
  }

  /** Integers sum to a HUGEINT; decimals keep their scale. */
  @Override
  public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
    SqlTypeName name = argument.getSqlTypeName();
    RelDataType sum;
    if (isInteger(argument) || SqlTypeName.UNSIGNED_TYPES.contains(name)) {
      sum = hugeint(factory);
    } else if (name == SqlTypeName.DECIMAL) {
      sum = factory.createSqlType(SqlTypeName.DECIMAL, MAX_DECIMAL, scale(factory, argument));
    } else if (SqlTypeName.APPROX_TYPES.contains(name)) {
      sum = factory.createSqlType(SqlTypeName.DOUBLE);
    } else {
      return argument;
    }
    return factory.createTypeWithNullability(sum, argument.isNullable());
  }

  /** Of deviations as of averages: that of one row is NULL. */
  @Override
  public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argument) {
    return SqlTypeName.NUMERIC_TYPES.contains(argument.getSqlTypeName())
        ? doubleLike(factory, true)
        : argument;
  }

  @Override
  public RelDataType deriveCovarType(
      RelDataTypeFactory factory, RelDataType first, RelDataType second) {
    return doubleLike(factory, true);
  }

  @Override
  public @Nullable RelDataType deriveDecimalPlusType(
      RelDataTypeFactory factory, RelDataType left, RelDataType right) {
    if (!isDecimalArithmetic(left, right)) {
      return null;
    }
    if (isHugeArithmetic(left, right)) {
      return hugeint(factory);
    }
    int scale = Math.max(scale(factory, left), scale(factory, right));
    int whole = Math.max(whole(factory, left), whole(factory, right));
    return decimal(factory, whole + scale + 1, scale);
  }

  /**
   * A product of two decimals of 64 bits stays one where its scale allows that: DuckDB prefers an
   * error for the rare product that does not fit to slow 128-bit arithmetic for all others.
   */
  @Override
  public @Nullable RelDataType deriveDecimalMultiplyType(
      RelDataTypeFactory factory, RelDataType left, RelDataType right) {
    if (!isDecimalArithmetic(left, right)) {
      return null;
    }
    if (isHugeArithmetic(left, right)) {
      return hugeint(factory);
    }
    int precision = precision(factory, left) + precision(factory, right);
    int scale = Math.min(scale(factory, left) + scale(factory, right), MAX_DECIMAL);
    boolean fitsInt64 =
        Math.max(precision(factory, left), precision(factory, right)) <= MAX_INT64_DECIMAL
            && scale < MAX_INT64_DECIMAL;
    if (precision > MAX_INT64_DECIMAL && fitsInt64) {
      precision = MAX_INT64_DECIMAL;
    }
    return decimal(factory, precision, scale);
  }

  /** DuckDB divides decimals as doubles. */
  @Override
  public @Nullable RelDataType deriveDecimalDivideType(
      RelDataTypeFactory factory, RelDataType left, RelDataType right) {
    return isDecimalArithmetic(left, right) ? doubleLike(factory, false) : null;
  }

  @Override
  public @Nullable RelDataType deriveDecimalModType(
      RelDataTypeFactory factory, RelDataType left, RelDataType right) {
    if (!isDecimalArithmetic(left, right)) {
      return null;
    }
    if (isHugeArithmetic(left, right)) {
      return hugeint(factory);
    }
    int scale = Math.max(scale(factory, left), scale(factory, right));
    int whole = Math.max(whole(factory, left), whole(factory, right));
    return decimal(factory, whole + scale, scale);
  }

  private static boolean isDecimalArithmetic(RelDataType left, RelDataType right) {
    return SqlTypeUtil.isExactNumeric(left)
        && SqlTypeUtil.isExactNumeric(right)
        && (SqlTypeUtil.isDecimal(left) || SqlTypeUtil.isDecimal(right));
  }

  private static boolean isHugeArithmetic(RelDataType left, RelDataType right) {
    return (isHuge(left) && isInteger(right)) || (isInteger(left) && isHuge(right));
  }

  /** Whether values are taken for UTINYINTs, USMALLINTs or UINTEGERs. */
  public static boolean isSmallUnsigned(RelDataType type) {
    return type instanceof UnsignedType;
  }

  /** Whether DuckDB has values of the type as integers. */
  public static boolean isInteger(RelDataType type) {
    return isSigned(type) || isUnsigned(type) || isHuge(type) || isSmallUnsigned(type);
  }

  private static RelDataType decimal(RelDataTypeFactory factory, int precision, int scale) {
    return factory.createSqlType(SqlTypeName.DECIMAL, Math.min(precision, MAX_DECIMAL), scale);
  }

  private static RelDataType doubleLike(RelDataTypeFactory factory, boolean nullable) {
    return factory.createTypeWithNullability(factory.createSqlType(SqlTypeName.DOUBLE), nullable);
  }

  private static int whole(RelDataTypeFactory factory, RelDataType type) {
    return precision(factory, type) - scale(factory, type);
  }

  private static int precision(RelDataTypeFactory factory, RelDataType type) {
    if (type instanceof UnsignedType unsigned) {
      return unsigned.digits();
    }
    int precision = sqlType(factory, type).getPrecision();
    return precision == PRECISION_NOT_SPECIFIED ? MAX_INT64_DECIMAL : precision;
  }

  private static int scale(RelDataTypeFactory factory, RelDataType type) {
    int scale = sqlType(factory, type).getScale();
    return scale == SCALE_NOT_SPECIFIED ? 0 : scale;
  }

  /** A Java type has no precision of its own. */
  private static RelDataType sqlType(RelDataTypeFactory factory, RelDataType type) {
    return RelDataTypeFactoryImpl.isJavaType(type) ? factory.decimalOf(type) : type;
  }
}
