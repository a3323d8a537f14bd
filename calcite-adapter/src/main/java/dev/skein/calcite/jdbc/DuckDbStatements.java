package dev.skein.calcite.jdbc;

import com.google.common.collect.ImmutableList;
import dev.skein.calcite.enumerable.DistributedToEnumerable;
import dev.skein.calcite.rel.DistributedStatement;
import dev.skein.calcite.schema.DistributedSchema;
import dev.skein.calcite.schema.StatementReader;
import dev.skein.runtime.task.SkeinException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.avatica.remote.TypedValue;
import org.apache.calcite.jdbc.CalcitePrepare.Context;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.type.SqlTypeName;

/** Hands statements that Calcite could not read or plan to DuckDB, if they are DuckDB's. */
final class DuckDbStatements {
  private static final Pattern EXPLAIN =
      Pattern.compile(
          "\\s*EXPLAIN\\s+PLAN\\s+FOR\\s(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final Optional<StatementReader> reader;

  private DuckDbStatements(Optional<StatementReader> reader) {
    this.reader = reader;
  }

  /** Names without a schema are looked for in the default one. */
  static DuckDbStatements of(Context context) {
    Map<String, DistributedSchema> schemas = SkeinSchemas.named(context.getRootSchema());
    return new DuckDbStatements(
        SkeinSchemas.main(context).map(main -> new StatementReader(schemas, main)));
  }

  /**
   * The statement as a relational node.
   *
   * @param refusal what Calcite threw, which is thrown again if DuckDB does not take it either
   */
  RelNode read(String sql, Throwable refusal, Supplier<RelOptCluster> cluster) {
    if (reader.isEmpty()) {
      throw again(refusal);
    }
    Matcher explain = EXPLAIN.matcher(sql);
    boolean explains = explain.matches();
    try {
      DistributedStatement statement =
          reader.get().read(explains ? explain.group(1) : sql, reason(refusal), cluster.get());
      return explains ? explanation(statement) : statement;
    } catch (SkeinException e) {
      refusal.addSuppressed(e);
      throw again(refusal);
    }
  }

  /**
   * The same statement for values of the types of these.
   *
   * @throws SkeinException of kind USER if DuckDB does not take them
   */
  RelNode read(
      String sql, String reason, List<TypedValue> values, Supplier<RelOptCluster> cluster) {
    return reader.orElseThrow().read(sql, reason, values, cluster.get());
  }

  private static RuntimeException again(Throwable refusal) {
    return refusal instanceof RuntimeException e
        ? e
        : new UnsupportedOperationException("Calcite does not plan it: " + refusal, refusal);
  }

  /** The first line of what Calcite says. */
  private static String reason(Throwable refusal) {
    Throwable last = refusal;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    String message = String.valueOf(last.getMessage()).strip().lines().findFirst().orElse("");
    return "DuckDB runs it as it is, because Calcite does not: " + message;
  }

  /** The row that EXPLAIN PLAN FOR returns. */
  private static RelNode explanation(DistributedStatement statement) {
    RelOptCluster cluster = statement.getCluster();
    RelNode plan =
        new DistributedToEnumerable(
            cluster, cluster.traitSetOf(EnumerableConvention.INSTANCE), statement);
    RexLiteral text = cluster.getRexBuilder().makeLiteral(RelOptUtil.toString(plan));
    RelDataType row =
        cluster
            .getTypeFactory()
            .createStructType(
                List.of(cluster.getTypeFactory().createSqlType(SqlTypeName.VARCHAR)),
                List.of("PLAN"));
    return LogicalValues.create(cluster, row, ImmutableList.of(ImmutableList.of(text)));
  }
}
