package dev.skein.calcite.schema;

import dev.skein.calcite.sql.SkeinTypeFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * A DuckDB type and what Calcite knows it as. Types without a counterpart appear as text; types
 * that compute differently from their counterpart are cast to it where they are read.
 */
sealed interface DuckDbColumnType {
  /** Calcite's type, NOT NULL. */
  RelDataType relType(RelDataTypeFactory factory);

  /** The DuckDB type that values are cast to when they are read. */
  String readType();

  /** Whether a value has to be cast when it is read. */
  boolean isCast();

  /**
   * A type without parts.
   *
   * @param precision -1 for none
   * @param scale -1 for none
   */
  record Scalar(SqlTypeName name, int precision, int scale, String readType, boolean isCast)
      implements DuckDbColumnType {
    @Override
    public RelDataType relType(RelDataTypeFactory factory) {
      if (scale >= 0) {
        return factory.createSqlType(name, precision, scale);
      }
      return precision >= 0 ? factory.createSqlType(name, precision) : factory.createSqlType(name);
    }
  }

  /**
   * UTINYINT, USMALLINT and UINTEGER.
   *
   * @param name the integer with a sign that holds all values
   */
  record Unsigned(SqlTypeName name) implements DuckDbColumnType {
    @Override
    public RelDataType relType(RelDataTypeFactory factory) {
      return factory instanceof SkeinTypeFactory ours
          ? ours.createUnsignedType(name)
          : factory.createSqlType(name);
    }

    @Override
    public String readType() {
      return name.getName();
    }

    @Override
    public boolean isCast() {
      return true;
    }
  }

  /** LIST and ARRAY. */
  record ListOf(DuckDbColumnType element, String suffix) implements DuckDbColumnType {
    @Override
    public RelDataType relType(RelDataTypeFactory factory) {
      return factory.createArrayType(nullable(factory, element), -1);
    }

    @Override
    public String readType() {
      return element.readType() + "[]";
    }

    @Override
    public boolean isCast() {
      return element.isCast() || !suffix.equals("[]");
    }
  }

  /** MAP. */
  record MapOf(DuckDbColumnType key, DuckDbColumnType value) implements DuckDbColumnType {
    @Override
    public RelDataType relType(RelDataTypeFactory factory) {
      return factory.createMapType(key.relType(factory), nullable(factory, value));
    }

    @Override
    public String readType() {
      return "MAP(" + key.readType() + ", " + value.readType() + ")";
    }

    @Override
    public boolean isCast() {
      return key.isCast() || value.isCast();
    }
  }

  /** STRUCT. */
  record StructOf(List<String> names, List<DuckDbColumnType> types) implements DuckDbColumnType {
    @Override
    public RelDataType relType(RelDataTypeFactory factory) {
      return factory.createStructType(
          types.stream().map(type -> nullable(factory, type)).toList(), names);
    }

    @Override
    public String readType() {
      StringBuilder text = new StringBuilder("STRUCT(");
      for (int i = 0; i < names.size(); i++) {
        text.append(i == 0 ? "" : ", ")
            .append('"')
            .append(names.get(i).replace("\"", "\"\""))
            .append("\" ")
            .append(types.get(i).readType());
      }
      return text.append(')').toString();
    }

    @Override
    public boolean isCast() {
      return types.stream().anyMatch(DuckDbColumnType::isCast);
    }
  }

  /** TUPLE, a struct whose members have no names; they get those that Calcite would give them. */
  record TupleOf(List<DuckDbColumnType> types) implements DuckDbColumnType {
    @Override
    public RelDataType relType(RelDataTypeFactory factory) {
      return named().relType(factory);
    }

    @Override
    public String readType() {
      return named().readType();
    }

    @Override
    public boolean isCast() {
      return true;
    }

    private StructOf named() {
      return new StructOf(
          IntStream.range(0, types.size()).mapToObj(i -> "EXPR$" + i).toList(), types);
    }
  }

  /** The cast with which a column of this type is read, if it needs one. */
  default Optional<String> cast() {
    return isCast() ? Optional.of(readType()) : Optional.empty();
  }

  private static RelDataType nullable(RelDataTypeFactory factory, DuckDbColumnType type) {
    return factory.createTypeWithNullability(type.relType(factory), true);
  }
}
