package dev.skein.calcite.lower.text;

import dev.skein.calcite.sql.SkeinTypeSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.jspecify.annotations.Nullable;

/** The DuckDB type that holds the values of a Calcite type. */
public final class DuckDbTypes {
  private static final int MICROSECONDS = 6;

  private DuckDbTypes() {}

  /** The name to cast to; empty where DuckDB has no such type. */
  public static Optional<String> sqlType(RelDataType type) {
    return Optional.ofNullable(name(type));
  }

  /**
   * The name to cast to.
   *
   * @throws NotInDuckDb if DuckDB has no such type
   */
  public static String typeName(RelDataType type) {
    return sqlType(type)
        .orElseThrow(() -> new NotInDuckDb(type, "a type that DuckDB does not have"));
  }

  /** Whether values of both types are held alike, lengths of strings and NULLs apart. */
  public static boolean sameStorage(RelDataType left, RelDataType right) {
    String name = name(left);
    return name != null && name.equals(name(right));
  }

  private static @Nullable String name(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> "BOOLEAN";
      case TINYINT -> "TINYINT";
      case SMALLINT -> "SMALLINT";
      case INTEGER -> "INTEGER";
      case BIGINT -> "BIGINT";
      case UTINYINT -> "UTINYINT";
      case USMALLINT -> "USMALLINT";
      case UINTEGER -> "UINTEGER";
      case UBIGINT -> "UBIGINT";
      case REAL -> "FLOAT";
      case FLOAT, DOUBLE -> "DOUBLE";
      case DECIMAL -> decimal(type);
      case CHAR, VARCHAR -> "VARCHAR";
      case BINARY, VARBINARY -> "BLOB";
      case DATE -> "DATE";
      case TIME -> type.getPrecision() > MICROSECONDS ? "TIME_NS" : "TIME";
      case TIME_TZ -> "TIMETZ";
      case TIMESTAMP -> type.getPrecision() > MICROSECONDS ? "TIMESTAMP_NS" : "TIMESTAMP";
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> "TIMESTAMPTZ";
      case UUID -> "UUID";
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
          "INTERVAL";
      case ARRAY, MULTISET -> suffixed(type.getComponentType(), "[]");
      case MAP -> map(type.getKeyType(), type.getValueType());
      case ROW, STRUCTURED -> struct(type.getFieldList());
      default -> null;
    };
  }

  private static @Nullable String decimal(RelDataType type) {
    if (SkeinTypeSystem.isHuge(type)) {
      return "HUGEINT";
    }
    int precision = type.getPrecision();
    int scale = type.getScale();
    return precision < 1 || precision > 38 || scale < 0 || scale > precision
        ? null
        : "DECIMAL(" + precision + ", " + scale + ")";
  }

  private static @Nullable String suffixed(@Nullable RelDataType component, String suffix) {
    String name = component == null ? null : name(component);
    return name == null ? null : name + suffix;
  }

  private static @Nullable String map(@Nullable RelDataType key, @Nullable RelDataType value) {
    String keyName = key == null ? null : name(key);
    String valueName = value == null ? null : name(value);
    return keyName == null || valueName == null ? null : "MAP(" + keyName + ", " + valueName + ")";
  }

  private static @Nullable String struct(List<RelDataTypeField> fields) {
    List<String> parts = new ArrayList<>();
    for (RelDataTypeField field : fields) {
      String name = name(field.getType());
      if (name == null) {
        return null;
      }
      parts.add(DuckDbNames.quote(field.getName()) + " " + name);
    }
    return parts.isEmpty() ? null : "STRUCT(" + String.join(", ", parts) + ")";
  }
}
