package dev.skein.calcite.sql;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;

/**
 * DuckDB's scalar functions that Calcite lacks, with DuckDB's result types. Only DuckDB computes
 * them.
 */
public final class SkeinFunctions {
  private static final SqlOperandTypeChecker UNIT_AND_DATETIME =
      OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.DATETIME);
  private static final SqlOperandTypeChecker LIST_AND_ELEMENT =
      OperandTypes.family(SqlTypeFamily.ARRAY, SqlTypeFamily.ANY);

  private static final SqlReturnTypeInference TIMESTAMP = nullable(SqlTypeName.TIMESTAMP);
  private static final SqlReturnTypeInference STRINGS =
      binding -> {
        RelDataTypeFactory factory = binding.getTypeFactory();
        RelDataType element =
            factory.createTypeWithNullability(factory.createSqlType(SqlTypeName.VARCHAR), true);
        return factory.createTypeWithNullability(factory.createArrayType(element, -1), true);
      };

  /** DuckDB's: the unit comes first and the result is a timestamp, for a date too. */
  public static final SqlFunction DATE_TRUNC = create("DATE_TRUNC", TIMESTAMP, UNIT_AND_DATETIME);

  public static final SqlFunction DATE_DIFF =
      create(
          "DATE_DIFF",
          ReturnTypes.BIGINT_NULLABLE,
          OperandTypes.family(
              SqlTypeFamily.CHARACTER, SqlTypeFamily.DATETIME, SqlTypeFamily.DATETIME));
  public static final SqlFunction STRFTIME =
      create(
          "STRFTIME",
          ReturnTypes.VARCHAR_NULLABLE,
          OperandTypes.family(SqlTypeFamily.DATETIME, SqlTypeFamily.CHARACTER));
  public static final SqlFunction EPOCH =
      create("EPOCH", ReturnTypes.DOUBLE_NULLABLE, OperandTypes.DATETIME);
  public static final SqlFunction EPOCH_MS =
      create("EPOCH_MS", ReturnTypes.BIGINT_NULLABLE, OperandTypes.DATETIME);

  public static final SqlFunction REGEXP_MATCHES =
      create("REGEXP_MATCHES", ReturnTypes.BOOLEAN_NULLABLE, OperandTypes.STRING_STRING);
  public static final SqlFunction REGEXP_FULL_MATCH =
      create("REGEXP_FULL_MATCH", ReturnTypes.BOOLEAN_NULLABLE, OperandTypes.STRING_STRING);
  public static final SqlFunction REGEXP_EXTRACT =
      create("REGEXP_EXTRACT", ReturnTypes.VARCHAR_NULLABLE, OperandTypes.STRING_STRING);
  public static final SqlFunction STRING_SPLIT =
      create("STRING_SPLIT", STRINGS, OperandTypes.STRING_STRING);

  public static final SqlFunction LIST_CONTAINS =
      create("LIST_CONTAINS", ReturnTypes.BOOLEAN_NULLABLE, LIST_AND_ELEMENT);
  public static final SqlFunction LIST_POSITION =
      create("LIST_POSITION", nullable(SqlTypeName.INTEGER), LIST_AND_ELEMENT);
  public static final SqlFunction LIST_SORT =
      create("LIST_SORT", ReturnTypes.ARG0_NULLABLE, OperandTypes.ARRAY);
  public static final SqlFunction LIST_DISTINCT =
      create("LIST_DISTINCT", ReturnTypes.ARG0_NULLABLE, OperandTypes.ARRAY);
  public static final SqlFunction LIST_REVERSE =
      create("LIST_REVERSE", ReturnTypes.ARG0_NULLABLE, OperandTypes.ARRAY);

  /** A struct of alternating names, which are literals, and values. */
  public static final SqlFunction STRUCT_PACK =
      create("STRUCT_PACK", SkeinFunctions::struct, OperandTypes.VARIADIC);

  /** The text that DuckDB writes for a value, to which statements refer by casting to VARCHAR. */
  public static final SqlFunction TEXT_OF =
      create(
          "TEXT_OF", ReturnTypes.VARCHAR.andThen(SqlTypeTransforms.TO_NULLABLE), OperandTypes.ANY);

  /** An element of a list by its place, a negative one from the end; NULL where there is none. */
  public static final SqlFunction LIST_ELEMENT =
      create("LIST_ELEMENT", SkeinFunctions::element, LIST_AND_ELEMENT);

  /** OVERLAY, which puts the text at an end of a string where Calcite's fails out of its bounds. */
  public static final SqlFunction OVERLAY =
      create(
          "OVERLAY",
          ReturnTypes.VARCHAR.andThen(SqlTypeTransforms.TO_NULLABLE),
          OperandTypes.VARIADIC);

  /** By identity: Calcite has functions of some of these names, which are others. */
  private static final Set<SqlOperator> ONLY_IN_DUCKDB = onlyInDuckDb();

  private SkeinFunctions() {}

  private static Set<SqlOperator> onlyInDuckDb() {
    Set<SqlOperator> operators = Collections.newSetFromMap(new IdentityHashMap<>());
    operators.addAll(all());
    operators.addAll(List.of(TEXT_OF, LIST_ELEMENT, OVERLAY));
    return operators;
  }

  /** Whether Calcite's pipeline has no code for calls of an operator. */
  public static boolean isOnlyInDuckDb(SqlOperator operator) {
    return operator instanceof NativeFunction || ONLY_IN_DUCKDB.contains(operator);
  }

  static List<SqlFunction> all() {
    return List.of(
        DATE_TRUNC,
        DATE_DIFF,
        STRFTIME,
        EPOCH,
        EPOCH_MS,
        REGEXP_MATCHES,
        REGEXP_FULL_MATCH,
        REGEXP_EXTRACT,
        STRING_SPLIT,
        LIST_CONTAINS,
        LIST_POSITION,
        LIST_SORT,
        LIST_DISTINCT,
        LIST_REVERSE,
        STRUCT_PACK);
  }

  private static SqlFunction create(
      String name, SqlReturnTypeInference type, SqlOperandTypeChecker operands) {
    return SqlBasicFunction.create(name, type, operands);
  }

  private static RelDataType element(SqlOperatorBinding call) {
    return call.getTypeFactory()
        .createTypeWithNullability(
            Objects.requireNonNull(call.getOperandType(0).getComponentType()), true);
  }

  private static RelDataType struct(SqlOperatorBinding call) {
    RelDataTypeFactory.Builder fields = call.getTypeFactory().builder();
    for (int i = 0; i < call.getOperandCount(); i += 2) {
      String name =
          call.isOperandLiteral(i, false) ? call.getOperandLiteralValue(i, String.class) : null;
      if (name == null || i + 1 == call.getOperandCount()) {
        throw call.newError(
            SkeinMessages.INSTANCE.refusedCall("struct_pack", "Each value wants a name before it"));
      }
      fields.add(name, call.getOperandType(i + 1));
    }
    return fields.build();
  }

  private static SqlReturnTypeInference nullable(SqlTypeName type) {
    return ReturnTypes.explicit(type).andThen(SqlTypeTransforms.FORCE_NULLABLE);
  }
}
