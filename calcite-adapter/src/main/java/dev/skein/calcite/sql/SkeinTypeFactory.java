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
 * after the point; decimals that need more than 38 digits lose some of those.
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
    return exact != null ? exact : super.leastRestrictive(types, mappingRule);
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
