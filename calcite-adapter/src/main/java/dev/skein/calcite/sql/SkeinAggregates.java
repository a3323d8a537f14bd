package dev.skein.calcite.sql;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlBasicAggFunction;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.apache.calcite.util.Optionality;

/**
 * DuckDB's aggregate functions that Calcite lacks, with DuckDB's result types. Only DuckDB computes
 * them, but for a correlation and regressions.
 */
public final class SkeinAggregates {
  private static final SqlReturnTypeInference NULLABLE_DOUBLE =
      ReturnTypes.DOUBLE.andThen(SqlTypeTransforms.FORCE_NULLABLE);

  /** The type of a value between two values: a fraction between integers, a time between dates. */
  private static final SqlReturnTypeInference BETWEEN = SkeinAggregates::between;

  private static final SqlReturnTypeInference ARGUMENT =
      ReturnTypes.ARG0.andThen(SqlTypeTransforms.FORCE_NULLABLE);

  /** The type of a list, NULL if no row counts. */
  private static final SqlReturnTypeInference LISTED =
      ReturnTypes.andThen(
          ReturnTypes::stripOrderBy,
          ReturnTypes.TO_ARRAY.andThen(SqlTypeTransforms.FORCE_NULLABLE));

  private static final SqlOperandTypeChecker NUMBER_PAIR = OperandTypes.NUMERIC_NUMERIC;
  private static final SqlOperandTypeChecker WITH_FRACTION =
      OperandTypes.family(SqlTypeFamily.ANY, SqlTypeFamily.NUMERIC);

  public static final SqlAggFunction MEDIAN = create("MEDIAN", BETWEEN, OperandTypes.ANY);
  public static final SqlAggFunction QUANTILE_CONT =
      create("QUANTILE_CONT", BETWEEN, WITH_FRACTION);
  public static final SqlAggFunction QUANTILE_DISC =
      create("QUANTILE_DISC", ARGUMENT, WITH_FRACTION);

  /** Calcite's of this name has the type of the value it sorts by. */
  public static final SqlAggFunction PERCENTILE_CONT =
      SqlBasicAggFunction.create(
              SqlKind.PERCENTILE_CONT,
              binding -> between(binding.getTypeFactory(), binding.getCollationType()),
              OperandTypes.UNIT_INTERVAL_NUMERIC_LITERAL)
          .withFunctionType(SqlFunctionCategory.SYSTEM)
          .withGroupOrder(Optionality.MANDATORY)
          .withPercentile(true)
          .withAllowsFraming(false);

  public static final SqlAggFunction MAD = create("MAD", BETWEEN, OperandTypes.NUMERIC);
  public static final SqlAggFunction APPROX_QUANTILE =
      create("APPROX_QUANTILE", ARGUMENT, WITH_FRACTION);

  public static final SqlAggFunction KURTOSIS = ofNumber("KURTOSIS");
  public static final SqlAggFunction KURTOSIS_POP = ofNumber("KURTOSIS_POP");
  public static final SqlAggFunction SKEWNESS = ofNumber("SKEWNESS");
  public static final SqlAggFunction SEM = ofNumber("SEM");
  public static final SqlAggFunction PRODUCT = ofNumber("PRODUCT");
  public static final SqlAggFunction FSUM = ofNumber("FSUM");
  public static final SqlAggFunction FAVG = ofNumber("FAVG");

  public static final SqlAggFunction CORR = ofPair("CORR");
  public static final SqlAggFunction REGR_AVGX = ofPair("REGR_AVGX");
  public static final SqlAggFunction REGR_AVGY = ofPair("REGR_AVGY");
  public static final SqlAggFunction REGR_SXY = ofPair("REGR_SXY");
  public static final SqlAggFunction REGR_R2 = ofPair("REGR_R2");
  public static final SqlAggFunction REGR_SLOPE = ofPair("REGR_SLOPE");
  public static final SqlAggFunction REGR_INTERCEPT = ofPair("REGR_INTERCEPT");

  public static final SqlAggFunction ENTROPY = create("ENTROPY", NULLABLE_DOUBLE, OperandTypes.ANY);
  public static final SqlAggFunction HISTOGRAM =
      create("HISTOGRAM", SkeinAggregates::counts, OperandTypes.ANY);
  public static final SqlAggFunction ARBITRARY = create("ARBITRARY", ARGUMENT, OperandTypes.ANY);

  /** NULL if every row's second argument is, which Calcite's of this name does not tell. */
  public static final SqlAggFunction ARG_MAX = extreme("ARG_MAX", SqlKind.ARG_MAX);

  public static final SqlAggFunction ARG_MIN = extreme("ARG_MIN", SqlKind.ARG_MIN);
  public static final SqlAggFunction MAX_BY = extreme("MAX_BY", SqlKind.ARG_MAX);
  public static final SqlAggFunction MIN_BY = extreme("MIN_BY", SqlKind.ARG_MIN);
  public static final SqlAggFunction LIST =
      SqlBasicAggFunction.create("LIST", SqlKind.OTHER_FUNCTION, LISTED, OperandTypes.ANY)
          .withFunctionType(SqlFunctionCategory.SYSTEM)
          .withGroupOrder(Optionality.OPTIONAL)
          .withSyntax(SqlSyntax.ORDERED_FUNCTION);

  /** NULL if no row counts, which Calcite's, its equals but for the type, do not tell. */
  public static final SqlAggFunction ARRAY_AGG =
      SqlBasicAggFunction.create(SqlKind.ARRAY_AGG, LISTED, OperandTypes.ANY)
          .withFunctionType(SqlFunctionCategory.SYSTEM)
          .withSyntax(SqlSyntax.ORDERED_FUNCTION)
          .withAllowsNullTreatment(true);

  private SkeinAggregates() {}

  static List<SqlAggFunction> all() {
    return List.of(
        MEDIAN,
        QUANTILE_CONT,
        QUANTILE_DISC,
        PERCENTILE_CONT,
        MAD,
        APPROX_QUANTILE,
        KURTOSIS,
        KURTOSIS_POP,
        SKEWNESS,
        SEM,
        PRODUCT,
        FSUM,
        FAVG,
        CORR,
        REGR_AVGX,
        REGR_AVGY,
        REGR_SXY,
        REGR_R2,
        REGR_SLOPE,
        REGR_INTERCEPT,
        ENTROPY,
        HISTOGRAM,
        ARBITRARY,
        ARG_MAX,
        ARG_MIN,
        MAX_BY,
        MIN_BY,
        LIST,
        ARRAY_AGG);
  }

  private static SqlAggFunction ofNumber(String name) {
    return create(name, NULLABLE_DOUBLE, OperandTypes.NUMERIC);
  }

  private static SqlAggFunction ofPair(String name) {
    return create(name, NULLABLE_DOUBLE, NUMBER_PAIR);
  }

  private static SqlAggFunction extreme(String name, SqlKind kind) {
    return SqlBasicAggFunction.create(name, kind, ARGUMENT, OperandTypes.ANY_COMPARABLE)
        .withGroupOrder(Optionality.FORBIDDEN)
        .withFunctionType(SqlFunctionCategory.SYSTEM);
  }

  private static SqlAggFunction create(
      String name, SqlReturnTypeInference type, SqlOperandTypeChecker operands) {
    return SqlBasicAggFunction.create(name, SqlKind.OTHER_FUNCTION, type, operands)
        .withFunctionType(SqlFunctionCategory.NUMERIC);
  }

  private static RelDataType between(SqlOperatorBinding binding) {
    return between(binding.getTypeFactory(), binding.getOperandType(0));
  }

  private static RelDataType between(RelDataTypeFactory factory, RelDataType type) {
    SqlTypeName name = type.getSqlTypeName();
    RelDataType between = type;
    if (SqlTypeName.INT_TYPES.contains(name) || SqlTypeName.UNSIGNED_TYPES.contains(name)) {
      between = factory.createSqlType(SqlTypeName.DOUBLE);
    } else if (name == SqlTypeName.DATE) {
      between = factory.createSqlType(SqlTypeName.TIMESTAMP, 6);
    }
    return factory.createTypeWithNullability(between, true);
  }

  private static RelDataType counts(SqlOperatorBinding binding) {
    RelDataTypeFactory factory = binding.getTypeFactory();
    RelDataType key = factory.createTypeWithNullability(binding.getOperandType(0), false);
    RelDataType map = factory.createMapType(key, factory.createSqlType(SqlTypeName.BIGINT));
    return factory.createTypeWithNullability(map, true);
  }
}
