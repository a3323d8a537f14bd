package dev.skein.calcite.enumerable;

import dev.skein.calcite.sql.SkeinAggregates;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.calcite.adapter.enumerable.AggAddContext;
import org.apache.calcite.adapter.enumerable.AggContext;
import org.apache.calcite.adapter.enumerable.AggImplementor;
import org.apache.calcite.adapter.enumerable.AggResetContext;
import org.apache.calcite.adapter.enumerable.AggResultContext;
import org.apache.calcite.adapter.enumerable.EnumUtils;
import org.apache.calcite.adapter.enumerable.StrictAggImplementor;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.AggregateFunction;
import org.apache.calcite.schema.FunctionParameter;
import org.apache.calcite.schema.ImplementableAggFunction;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.apache.calcite.sql.validate.SqlUserDefinedAggFunction;
import org.apache.calcite.util.Optionality;
import org.jspecify.annotations.Nullable;

/**
 * An aggregate function that {@link Moments} computes in Calcite's pipeline. Its arguments are
 * doubles; rows with a NULL among them do not count.
 */
public final class MomentFunction implements AggregateFunction, ImplementableAggFunction {
  private static final Map<SqlAggFunction, SqlAggFunction> TWINS =
      Map.ofEntries(
          twin(SqlStdOperatorTable.STDDEV, "stddevSamp"),
          twin(SqlStdOperatorTable.STDDEV_SAMP, "stddevSamp"),
          twin(SqlStdOperatorTable.STDDEV_POP, "stddevPop"),
          twin(SqlStdOperatorTable.VARIANCE, "varSamp"),
          twin(SqlStdOperatorTable.VAR_SAMP, "varSamp"),
          twin(SqlStdOperatorTable.VAR_POP, "varPop"),
          twin(SqlStdOperatorTable.COVAR_POP, "covarPop"),
          twin(SqlStdOperatorTable.COVAR_SAMP, "covarSamp"),
          twin(SqlStdOperatorTable.REGR_SXX, "regrSxx"),
          twin(SqlStdOperatorTable.REGR_SYY, "regrSyy"),
          twin(SkeinAggregates.CORR, "corr"),
          twin(SkeinAggregates.REGR_AVGX, "regrAvgx"),
          twin(SkeinAggregates.REGR_AVGY, "regrAvgy"),
          twin(SkeinAggregates.REGR_SXY, "regrSxy"),
          twin(SkeinAggregates.REGR_R2, "regrR2"),
          twin(SkeinAggregates.REGR_SLOPE, "regrSlope"),
          twin(SkeinAggregates.REGR_INTERCEPT, "regrIntercept"));

  private final String result;

  private MomentFunction(String result) {
    this.result = result;
  }

  /** What computes a function in Calcite's pipeline, or null if this does not. */
  public static @Nullable SqlAggFunction twin(SqlAggFunction function) {
    return TWINS.get(function);
  }

  private static Map.Entry<SqlAggFunction, SqlAggFunction> twin(
      SqlAggFunction function, String result) {
    return Map.entry(
        function,
        new SqlUserDefinedAggFunction(
            new SqlIdentifier(function.getName() + " in Calcite", SqlParserPos.ZERO),
            SqlKind.OTHER_FUNCTION,
            ReturnTypes.DOUBLE.andThen(SqlTypeTransforms.FORCE_NULLABLE),
            InferTypes.FIRST_KNOWN,
            null,
            new MomentFunction(result),
            false,
            false,
            Optionality.FORBIDDEN));
  }

  @Override
  public RelDataType getReturnType(RelDataTypeFactory factory) {
    return factory.createTypeWithNullability(factory.createSqlType(SqlTypeName.DOUBLE), true);
  }

  /** Calcite asks a call for its arguments, not this. */
  @Override
  public List<FunctionParameter> getParameters() {
    return List.of();
  }

  @Override
  public AggImplementor getImplementor(boolean windowContext) {
    return new Implementor();
  }

  /** Writes the code for one group. */
  private final class Implementor extends StrictAggImplementor {
    @Override
    public List<Type> getNotNullState(AggContext info) {
      return Collections.singletonList(Moments.class);
    }

    @Override
    protected void implementNotNullReset(AggContext info, AggResetContext reset) {
      Expression state = reset.accumulator().get(0);
      reset
          .currentBlock()
          .add(Expressions.statement(Expressions.assign(state, Expressions.new_(Moments.class))));
    }

    @Override
    protected void implementNotNullAdd(AggContext info, AggAddContext add) {
      Expression state = add.accumulator().get(0);
      List<Expression> numbers = new ArrayList<>();
      for (Expression argument : add.arguments()) {
        numbers.add(EnumUtils.convert(argument, double.class));
      }
      add.currentBlock().add(Expressions.statement(Expressions.call(state, "add", numbers)));
    }

    @Override
    protected Expression implementNotNullResult(AggContext info, AggResultContext context) {
      return Expressions.call(context.accumulator().get(0), result);
    }
  }
}
