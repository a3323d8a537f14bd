package dev.skein.calcite.sql;

import java.util.List;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.BasicSqlType;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Makes the types of a connection. Exact numbers that meet in a CASE or a UNION have the type that
 * DuckDB gives them: integers, sums of them among these, take on the digits that decimals have
 * after the point; decimals that need more than 38 digits lose some of those. Beside a REAL they
 * become one. A date and an interval make a timestamp.
 */
public final class SkeinTypeFactory extends JavaTypeFactoryImpl {
  private static final int DIGITS_OF_BIGINT = 19;

  /** A factory with the types of {@link SkeinTypeSystem}. */
  public SkeinTypeFactory() {
    super(SkeinTypeSystem.INSTANCE);
  }

  @Override
  public @Nullable RelDataType leastRestrictive(
      List<RelDataType> types, SqlTypeMappingRule mappingRule) {
    List<RelDataType> known =
        types.stream().filter(type -> type.getSqlTypeName() != SqlTypeName.NULL).toList();
    boolean nullable =
        known.size() < types.size() || types.stream().anyMatch(RelDataType::isNullable);
    RelDataType exact = leastExact(this, known, false);
    if (exact != null) {
      return createTypeWithNullability(exact, nullable);
    }
    if (isReal(known)) {
      return createTypeWithNullability(createSqlType(SqlTypeName.REAL), nullable);
    }
    return super.leastRestrictive(isMixed(known) ? signed(types) : types, mappingRule);
  }

  /** Whether there is a small unsigned integer among others. */
  private static boolean isMixed(List<RelDataType> types) {
    return types.stream().anyMatch(UnsignedType.class::isInstance)
        && types.stream()
            .anyMatch(
                type ->
                    !(type instanceof UnsignedType)
                        || type.getSqlTypeName() != types.get(0).getSqlTypeName());
  }

  private List<RelDataType> signed(List<RelDataType> types) {
    return types.stream().map(type -> UnsignedType.signed(this, type)).toList();
  }

  /**
   * The type of values that DuckDB has as unsigned integers.
   *
   * @param signed the integer of the next size, that holds them
   */
  public RelDataType createUnsignedType(SqlTypeName signed) {
    return canonize(new UnsignedType(typeSystem, signed, false));
  }

  /**
   * Whether a REAL meets exact numbers, which Calcite would make a DOUBLE of if one is a decimal.
   */
  private static boolean isReal(List<RelDataType> types) {
    return types.stream().anyMatch(type -> type.getSqlTypeName() == SqlTypeName.REAL)
        && types.stream()
            .allMatch(
                type ->
                    type.getSqlTypeName() == SqlTypeName.REAL || SqlTypeUtil.isExactNumeric(type));
  }

  /** The only decimal with more digits than the type system allows is a HUGEINT. */
  @Override
  public RelDataType createSqlType(SqlTypeName type, int precision, int scale) {
    return type == SqlTypeName.DECIMAL && precision == SkeinTypeSystem.HUGEINT_DIGITS && scale == 0
        ? canonize(new BasicSqlType(typeSystem, type, precision, scale))
        : super.createSqlType(type, precision, scale);
  }

  /** A DECIMAL without any digits said has the default scale, a DECIMAL(9) none. */
  @Override
  public RelDataType createSqlType(SqlTypeName type, int precision) {
    return type == SqlTypeName.DECIMAL
        ? createSqlType(type, precision, 0)
        : super.createSqlType(type, precision);
  }

  @Override
  public RelDataType createSqlType(SqlTypeName type) {
    return type == SqlTypeName.DECIMAL
        ? createSqlType(
            type, typeSystem.getDefaultPrecision(type), typeSystem.getDefaultScale(type))
        : super.createSqlType(type);
  }

  @Override
  protected RelDataType leastRestrictiveIntervalDatetimeType(
      RelDataType datetime, RelDataType added) {
    return datetime.getSqlTypeName() == SqlTypeName.DATE && SqlTypeUtil.isInterval(added)
        ? createSqlType(SqlTypeName.TIMESTAMP)
        : super.leastRestrictiveIntervalDatetimeType(datetime, added);
  }

  /**
   * The decimal that exact numbers of these types become when they meet; null if none of them is a
   * decimal, or one is no exact number.
   *
   * @param keepScale whether digits before the point give way to those after it
   */
  static @Nullable RelDataType leastExact(
      RelDataTypeFactory factory, List<RelDataType> types, boolean keepScale) {
    if (types.stream().noneMatch(SqlTypeUtil::isDecimal)
        || !types.stream().allMatch(SqlTypeUtil::isExactNumeric)) {
      return null;
    }
    RelDataType least =
        types.stream().reduce((one, other) -> least(factory, one, other, keepScale)).orElseThrow();
    return factory.createTypeWithNullability(
        least, types.stream().anyMatch(RelDataType::isNullable));
  }

  /** As DuckDB 2.0 combines two types; of three, the first two come first. */
  private static RelDataType least(
      RelDataTypeFactory factory, RelDataType left, RelDataType right, boolean keepScale) {
    RelDataType one = SkeinTypeSystem.isSigned(right) ? UnsignedType.signed(factory, left) : left;
    RelDataType other =
        SkeinTypeSystem.isSigned(left) ? UnsignedType.signed(factory, right) : right;
    int most = factory.getTypeSystem().getMaxPrecision(SqlTypeName.DECIMAL);
    boolean oneWhole = SkeinTypeSystem.isInteger(one);
    boolean otherWhole = SkeinTypeSystem.isInteger(other);
    RelDataType first = decimalOf(factory, one);
    RelDataType second = decimalOf(factory, other);
    int whole =
        Math.max(
            first.getPrecision() - first.getScale(), second.getPrecision() - second.getScale());
    if (oneWhole && otherWhole) {
      return first.getPrecision() == whole ? one : other;
    }
    int scale = Math.max(first.getScale(), second.getScale());
    if (!keepScale && !oneWhole && !otherWhole) {
      scale = Math.min(scale, most - whole);
    }
    return factory.createSqlType(SqlTypeName.DECIMAL, Math.min(whole + scale, most), scale);
  }

  /**
   * The decimal as which DuckDB takes an exact number beside decimals. Calcite makes the widest one
   * of a BIGINT, whose 19 digits leave room for fractions.
   */
  public static RelDataType decimalOf(RelDataTypeFactory factory, RelDataType type) {
    if (SqlTypeUtil.isDecimal(type)) {
      return type;
    }
    if (type instanceof UnsignedType unsigned) {
      return factory.createSqlType(SqlTypeName.DECIMAL, unsigned.digits(), 0);
    }
    return type.getSqlTypeName() == SqlTypeName.BIGINT
        ? factory.createSqlType(SqlTypeName.DECIMAL, DIGITS_OF_BIGINT, 0)
        : factory.decimalOf(type);
  }
}
