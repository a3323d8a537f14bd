package dev.skein.calcite.sql;

import java.util.List;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
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
    RelDataType exact = leastExact(this, types, false);
    if (exact != null) {
      return exact;
    }
    return isReal(types)
        ? createTypeWithNullability(
            createSqlType(SqlTypeName.REAL), types.stream().anyMatch(RelDataType::isNullable))
        : super.leastRestrictive(types, mappingRule);
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
    int most = factory.getTypeSystem().getMaxPrecision(SqlTypeName.DECIMAL);
    int whole = 0;
    int scale = 0;
    int wholeOfFractions = 0;
    boolean nullable = false;
    for (RelDataType type : types) {
      RelDataType decimal = decimal(factory, type);
      int before = decimal.getPrecision() - decimal.getScale();
      whole = Math.max(whole, before);
      scale = Math.max(scale, decimal.getScale());
      if (decimal.getScale() > 0) {
        wholeOfFractions = Math.max(wholeOfFractions, before);
      }
      nullable |= type.isNullable();
    }
    if (!keepScale) {
      scale = Math.min(scale, most - wholeOfFractions);
    }
    return factory.createTypeWithNullability(
        factory.createSqlType(SqlTypeName.DECIMAL, Math.min(whole + scale, most), scale), nullable);
  }

  /** Calcite makes the widest decimal of a BIGINT, whose 19 digits leave room for fractions. */
  private static RelDataType decimal(RelDataTypeFactory factory, RelDataType type) {
    if (SqlTypeUtil.isDecimal(type)) {
      return type;
    }
    return type.getSqlTypeName() == SqlTypeName.BIGINT
        ? factory.createSqlType(SqlTypeName.DECIMAL, DIGITS_OF_BIGINT, 0)
        : factory.decimalOf(type);
  }
}
