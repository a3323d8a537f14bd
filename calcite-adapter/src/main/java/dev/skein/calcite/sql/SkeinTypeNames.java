package dev.skein.calcite.sql;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelProtoDataType;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * DuckDB's names of types that Calcite's parser does not know, for the root of a connection, where
 * Calcite looks for the names of types. They stand for what columns of these types appear as.
 */
public final class SkeinTypeNames {
  private static final int UBIGINT_DIGITS = 20;
  private static final int SECONDS = 0;
  private static final int MILLIS = 3;
  private static final int MICROS = 6;
  private static final int NANOS = 9;

  private SkeinTypeNames() {}

  public static void addTo(SchemaPlus root) {
    names(root, SqlTypeName.BOOLEAN, "BOOL", "LOGICAL");
    names(root, SqlTypeName.TINYINT, "INT1");
    names(root, SqlTypeName.SMALLINT, "INT2", "INT16", "SHORT", "UTINYINT", "UINT8");
    names(root, SqlTypeName.INTEGER, "INT4", "INT32", "SIGNED", "USMALLINT", "UINT16");
    names(root, SqlTypeName.BIGINT, "INT8", "INT64", "LONG", "OID", "UINTEGER", "UINT32");
    names(root, SqlTypeName.REAL, "FLOAT4");
    names(root, SqlTypeName.DOUBLE, "FLOAT8");
    names(root, SqlTypeName.VARCHAR, "TEXT", "STRING", "BPCHAR", "NVARCHAR", "JSON", "BIT");
    names(root, SqlTypeName.VARCHAR, "BITSTRING", "TIMETZ", "GUID");
    names(root, SqlTypeName.VARBINARY, "BLOB", "BYTEA");
    all(root, SkeinTypeSystem::hugeint, "HUGEINT", "INT128", "UHUGEINT", "UINT128");
    all(root, f -> decimal(f, UBIGINT_DIGITS), "UBIGINT", "UINT64");
    all(root, f -> f.createSqlType(SqlTypeName.TIMESTAMP, SECONDS), "TIMESTAMP_S");
    all(root, f -> f.createSqlType(SqlTypeName.TIMESTAMP, MILLIS), "TIMESTAMP_MS");
    all(root, f -> f.createSqlType(SqlTypeName.TIMESTAMP, MICROS), "TIMESTAMP_US", "DATETIME");
    all(root, f -> f.createSqlType(SqlTypeName.TIMESTAMP, NANOS), "TIMESTAMP_NS");
    all(
        root,
        f -> f.createSqlType(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, MICROS),
        "TIMESTAMPTZ");
  }

  private static void names(SchemaPlus root, SqlTypeName type, String... names) {
    all(root, factory -> factory.createSqlType(type), names);
  }

  private static void all(SchemaPlus root, RelProtoDataType type, String... names) {
    for (String name : names) {
      root.add(name, type);
    }
  }

  private static RelDataType decimal(RelDataTypeFactory factory, int digits) {
    return factory.createSqlType(SqlTypeName.DECIMAL, digits, 0);
  }
}
