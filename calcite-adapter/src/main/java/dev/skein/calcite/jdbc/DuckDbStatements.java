package dev.skein.calcite.jdbc;

import com.google.common.collect.ImmutableList;
import dev.skein.calcite.enumerable.DistributedToEnumerable;
import dev.skein.calcite.rel.DistributedStatement;
import dev.skein.calcite.schema.DistributedSchema;
import dev.skein.calcite.schema.NotAsWritten;
import dev.skein.calcite.schema.StatementReader;
import dev.skein.calcite.sql.BetterInDuckDb;
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
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.parser.SqlParseException;
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
   * @throws NotAsWritten if Calcite would mean something else by it or does not read it, and DuckDB
   *     cannot be given it as it is
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
    } catch (NotAsWritten e) {
      if (isAboutMeaning(refusal)) {
        NotAsWritten both =
            new NotAsWritten(
                said(refusal)
                    + "; DuckDB cannot run the statement as it is written: "
                    + e.getMessage());
        both.addSuppressed(refusal);
        throw both;
      }
      refusal.addSuppressed(e);
      throw again(refusal);
    } catch (SkeinException e) {
      refusal.addSuppressed(e);
      throw again(refusal);
    }
  }

  /** Whether Calcite could not read the statement, or not as DuckDB does. */
  private static boolean isAboutMeaning(Throwable refusal) {
    for (Throwable each = refusal; each != null; each = each.getCause()) {
      if (each instanceof BetterInDuckDb
          || each instanceof CalciteContextException
          || each instanceof SqlParseException) {
        return true;
      }
    }
    return false;
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

  private static String reason(Throwable refusal) {
    return "DuckDB runs it as it is, because Calcite does not: " + firstLine(refusal);
  }

  private static String said(Throwable refusal) {
    if (refusal instanceof CalciteContextException) {
      return refusal.getMessage() + ": " + firstLine(refusal);
    }
    String line = firstLine(refusal);
    return root(refusal) instanceof BetterInDuckDb ? "Calcite does not " + line : line;
  }

  /** The first line of what Calcite says. */
  private static String firstLine(Throwable refusal) {
    String message = String.valueOf(root(refusal).getMessage());
    return message.strip().lines().findFirst().orElse("");
  }

  private static Throwable root(Throwable refusal) {
    Throwable last = refusal;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return last;
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
