package dev.skein.calcite.sql;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.sql.type.BasicSqlType;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * The type of a column of UTINYINT, USMALLINT or UINTEGER: an integer with a sign of the next size,
 * as which its values are computed with, that knows how many digits they have, and that beside a
 * UBIGINT they make no HUGEINT. Values of this type and of another make one of a plain type.
 */
final class UnsignedType extends BasicSqlType {
  UnsignedType(RelDataTypeSystem typeSystem, SqlTypeName name, boolean nullable) {
    super(typeSystem, name, nullable);
  }

  @Override
  public BasicSqlType createWithNullability(boolean nullable) {
    return nullable == isNullable()
        ? this
        : new UnsignedType(typeSystem, getSqlTypeName(), nullable);
  }

  /** The name by which types are told apart; shown is that of the integer with a sign. */
  @Override
  protected void generateTypeString(StringBuilder text, boolean withDetail) {
    super.generateTypeString(text, withDetail);
    if (withDetail) {
      text.append(" UNSIGNED");
    }
  }

  /** As many digits as the largest value has. */
  int digits() {
    return switch (getSqlTypeName()) {
      case SMALLINT -> 3;
      case INTEGER -> 5;
      default -> 10;
    };
  }

  /** The plain integer; another type is itself. */
  static RelDataType signed(RelDataTypeFactory factory, RelDataType type) {
    return type instanceof UnsignedType
        ? factory.createTypeWithNullability(
            factory.createSqlType(type.getSqlTypeName()), type.isNullable())
        : type;
  }
}
