package dev.skein.calcite.schema;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.skein.calcite.lower.expression.NativeCalls;
import dev.skein.calcite.sql.NativeAggregate;
import dev.skein.calcite.sql.NativeFunction;
import dev.skein.calcite.sql.SkeinMessages;
import dev.skein.runtime.DistributedRuntime;
import dev.skein.runtime.catalog.CatalogFunction;
import dev.skein.runtime.task.SkeinException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.rel.core.Aggregate.AggCallBinding;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.jspecify.annotations.Nullable;

/**
 * The functions of one DuckDB that no other operator table has: stands last in a chain of tables.
 * The types of calls are asked of DuckDB, once for each form of call.
 */
final class DuckDbFunctions implements SqlOperatorTable {
  private static final int REMEMBERED_CALLS = 10_000;

  private final DistributedRuntime runtime;
  private final Cache<String, DuckDbColumnType> types =
      Caffeine.newBuilder().maximumSize(REMEMBERED_CALLS).build();
  private final Cache<String, DuckDbColumnType> forms =
      Caffeine.newBuilder().maximumSize(REMEMBERED_CALLS).build();
  private volatile @Nullable Map<String, CatalogFunction> functions;

  DuckDbFunctions(DistributedRuntime runtime) {
    this.runtime = runtime;
  }

  @Override
  public void lookupOperatorOverloads(
      SqlIdentifier name,
      @Nullable SqlFunctionCategory category,
      SqlSyntax syntax,
      List<SqlOperator> operators,
      SqlNameMatcher nameMatcher) {
    boolean ofTable = category != null && category.isTableFunction();
    if (!operators.isEmpty() || !name.isSimple() || syntax != SqlSyntax.FUNCTION || ofTable) {
      return;
    }
    CatalogFunction function = functions().get(name.getSimple().toLowerCase(Locale.ROOT));
    if (function != null) {
      operators.add(
          function.aggregate()
              ? new NativeAggregate(function.name(), this::typeOf)
              : new NativeFunction(function.name(), function.deterministic(), this::typeOf));
    }
  }

  /** Only the functions that statements name are handed out; nobody lists them all. */
  @Override
  public List<SqlOperator> getOperatorList() {
    return List.of();
  }

  private Map<String, CatalogFunction> functions() {
    Map<String, CatalogFunction> known = functions;
    if (known == null) {
      known = runtime.functions();
      functions = known;
    }
    return known;
  }

  private RelDataType typeOf(String function, SqlOperatorBinding call) {
    try {
      // The planner asks again about aggregates, and then no longer knows which arguments are
      // literals, of which DuckDB may want some.
      String form = function + call.collectOperandTypes();
      @Nullable DuckDbColumnType type =
          call instanceof AggCallBinding ? forms.getIfPresent(form) : null;
      if (type == null) {
        type =
            types.get(
                NativeCalls.probe(function, call),
                sql -> DuckDbTypeParser.parseResult(runtime.columns(sql).get(0).type()));
      }
      forms.put(form, type);
      return call.getTypeFactory()
          .createTypeWithNullability(type.relType(call.getTypeFactory()), true);
    } catch (SkeinException | IllegalArgumentException e) {
      throw call.newError(
          SkeinMessages.INSTANCE.refusedCall(function, String.valueOf(e.getMessage())));
    }
  }
}
