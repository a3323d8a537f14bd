package dev.skein.calcite.jdbc;

import dev.skein.calcite.enumerable.GivenValue;
import dev.skein.calcite.enumerable.StageQuery;
import dev.skein.calcite.rel.DistributedStatement;
import dev.skein.calcite.schema.NotAsWritten;
import dev.skein.calcite.sql.ConstantCasts;
import dev.skein.calcite.sql.SkeinConvertlets;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.avatica.remote.TypedValue;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCostFactory;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.prepare.CalcitePrepareImpl;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.jspecify.annotations.Nullable;

/**
 * Prepares one statement of a {@code jdbc:skein:} connection. A statement that runs in DuckDB as a
 * whole gets no generated code: its result set reads the stages directly, times keep their
 * microseconds, and the plan is kept in the connection's {@link PlanCache}. What Calcite cannot
 * read or plan, {@link DuckDbStatements} hands to DuckDB as it is.
 */
final class SkeinPrepare extends CalcitePrepareImpl {
  private String sql = "";
  private boolean yields = true;
  private boolean duckDbTexts = true;
  private @Nullable StageQuery direct;
  private ExactParameters exact = new ExactParameters(Map.of());
  private @Nullable DistributedStatement handedOver;

  @Override
  public <T> CalciteSignature<T> prepareSql(
      Context context, Query<T> query, Type elementType, long maxRowCount) {
    if (query.sql == null) {
      return super.prepareSql(context, query, elementType, maxRowCount);
    }
    sql = query.sql;
    PlanCache cache = PlanCache.of(context);
    PlanCache.Key key = PlanCache.key(context, query.sql, List.of(), maxRowCount);
    CalciteSignature<T> known = cache.get(key);
    if (known != null) {
      return known;
    }
    CalciteSignature<T> signature = planned(context, query, elementType, maxRowCount);
    DistributedStatement statement = handedOver;
    if (statement != null && !statement.parameters().given().isEmpty()) {
      CalciteSignature<T> untyped =
          new UntypedSignature<>(
              signature, new TypedByValues(sql, statement.reason(), maxRowCount));
      cache.put(key, untyped);
      return untyped;
    }
    return kept(cache, key, signature, maxRowCount);
  }

  /** The plan of a statement that DuckDB runs as it is, for values of the types of these. */
  <T> CalciteSignature<T> typed(Context context, TypedByValues statement, List<TypedValue> values) {
    sql = statement.text();
    PlanCache cache = PlanCache.of(context);
    PlanCache.Key key =
        PlanCache.key(
            context, sql, values.stream().map(GivenValue::type).toList(), statement.maxRows());
    CalciteSignature<T> known = cache.get(key);
    if (known != null) {
      return known;
    }
    RelNode asItIs =
        DuckDbStatements.of(context)
            .read(sql, statement.reason(), values, () -> newCluster(context));
    return kept(
        cache,
        key,
        planAsItIs(context, asItIs, Object[].class, statement.maxRows()),
        statement.maxRows());
  }

  private <T> CalciteSignature<T> kept(
      PlanCache cache, PlanCache.Key key, CalciteSignature<T> signature, long maxRowCount) {
    StageQuery stages = direct;
    if (stages == null) {
      return signature;
    }
    CalciteSignature<T> lean = new DirectSignature<>(sql, signature, stages, exact, maxRowCount);
    cache.put(key, lean);
    return lean;
  }

  private <T> CalciteSignature<T> planAsItIs(
      Context context, RelNode asItIs, Type elementType, long maxRowCount) {
    handedOver = asItIs instanceof DistributedStatement statement ? statement : null;
    return super.prepareSql(context, Query.of(asItIs), elementType, maxRowCount);
  }

  private RelOptCluster newCluster(Context context) {
    return createCluster(createPlanner(context), rexBuilder(context));
  }

  /** Calcite 1.42 calls itself for each term of a sum of hundreds, as DuckDB does. */
  private <T> CalciteSignature<T> planned(
      Context context, Query<T> query, Type elementType, long maxRowCount) {
    try {
      return plan(context, query, elementType, maxRowCount);
    } catch (StackOverflowError e) {
      throw tooDeep(e);
    }
  }

  private static SkeinException tooDeep(Throwable cause) {
    return new SkeinException(
        Kind.USER, "An expression of this statement is too deep to be planned; shorten it", cause);
  }

  /** Calcite's parser (1.42) says of a stack that is full that it cannot parse the statement. */
  private static boolean isTooDeep(Throwable refusal) {
    return refusal.getCause() instanceof SqlParseException parsing
        && parsing.getCause() instanceof StackOverflowError;
  }

  /** Calcite 1.42 also asserts where it means that it cannot plan something. */
  private <T> CalciteSignature<T> plan(
      Context context, Query<T> query, Type elementType, long maxRowCount) {
    try {
      return super.prepareSql(context, query, elementType, maxRowCount);
    } catch (RuntimeException | AssertionError refusal) {
      if (isTooDeep(refusal)) {
        throw tooDeep(refusal);
      }
      direct = null;
      RelNode asItIs;
      try {
        asItIs = DuckDbStatements.of(context).read(sql, refusal, () -> newCluster(context));
      } catch (NotAsWritten impossible) {
        throw impossible;
      } catch (RuntimeException onlyInCalcite) {
        if (refusal instanceof CalciteContextException) {
          throw onlyInCalcite;
        }
        yields = false;
        return planWithoutYielding(context, query, elementType, maxRowCount);
      }
      return planAsItIs(context, asItIs, elementType, maxRowCount);
    }
  }

  /** DuckDB may still compute a part, and then its texts are those that it writes. */
  private <T> CalciteSignature<T> planWithoutYielding(
      Context context, Query<T> query, Type elementType, long maxRowCount) {
    try {
      return super.prepareSql(context, query, elementType, maxRowCount);
    } catch (RuntimeException | AssertionError refusal) {
      direct = null;
      duckDbTexts = false;
      return super.prepareSql(context, query, elementType, maxRowCount);
    }
  }

  @Override
  protected RelOptPlanner createPlanner(
      Context context,
      org.apache.calcite.plan.@Nullable Context externalContext,
      @Nullable RelOptCostFactory costFactory) {
    RelOptPlanner planner = super.createPlanner(context, externalContext, costFactory);
    planner.setExecutor(ConstantCasts.INSTANCE);
    return planner;
  }

  @Override
  protected CalcitePreparingStmt getPreparingStmt(
      Context context,
      Type elementType,
      CalciteCatalogReader catalogReader,
      RelOptPlanner planner) {
    return new SkeinPreparingStatement(
        this,
        context,
        catalogReader,
        elementType == Object[].class ? EnumerableRel.Prefer.ARRAY : EnumerableRel.Prefer.CUSTOM,
        createCluster(planner, rexBuilder(context)),
        EnumerableConvention.INSTANCE,
        createConvertletTable());
  }

  private static RexBuilder rexBuilder(Context context) {
    return new SkeinRexBuilder(context.getTypeFactory());
  }

  @Override
  protected SqlRexConvertletTable createConvertletTable() {
    return new SkeinConvertlets(duckDbTexts);
  }

  /** What the user wrote. */
  String sql() {
    return sql;
  }

  /** Whether statements are left to DuckDB that it runs otherwise than Calcite. */
  boolean yields() {
    return yields;
  }

  /** The statement that is planned, if it is one that DuckDB runs as it is. */
  @Nullable DistributedStatement handedOver() {
    return handedOver;
  }

  /** Called when the plan turns out to be one tree of stages. */
  void runDirectly(StageQuery stages, ExactParameters parameters) {
    direct = stages;
    exact = parameters;
  }
}
