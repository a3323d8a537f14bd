package dev.skein.calcite.rel;

import dev.skein.runtime.task.TableSource.ParquetTable;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;

/** The rows of a statement that only DuckDB reads: one task runs it as it is. */
public final class DistributedStatement extends AbstractRelNode implements DistributedRel {
  private final String sql;
  private final List<Optional<String>> readCasts;
  private final List<ParquetTable> parquet;
  private final StatementParameters parameters;
  private final String reason;

  /**
   * A statement.
   *
   * @param sql one SELECT, whose tables DuckDB finds
   * @param readCasts the DuckDB type each column is cast to, where Calcite has no such type
   * @param parquet the tables of Parquet files that it reads
   * @param parameters those that the SQL binds, all of them in the order of their numbers
   * @param reason why DuckDB runs it as it is, for EXPLAIN and the history
   */
  public DistributedStatement(
      RelOptCluster cluster,
      RelTraitSet traits,
      RelDataType rowType,
      String sql,
      List<Optional<String>> readCasts,
      List<ParquetTable> parquet,
      StatementParameters parameters,
      String reason) {
    super(cluster, traits);
    this.rowType = rowType;
    this.sql = sql;
    this.readCasts = List.copyOf(readCasts);
    this.parquet = List.copyOf(parquet);
    this.parameters = parameters;
    this.reason = reason;
  }

  public String sql() {
    return sql;
  }

  /** The DuckDB type a column is cast to. */
  public Optional<String> readCast(int column) {
    return readCasts.get(column);
  }

  public List<ParquetTable> parquet() {
    return parquet;
  }

  public StatementParameters parameters() {
    return parameters;
  }

  public String reason() {
    return reason;
  }

  @Override
  public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
    return new DistributedStatement(
        getCluster(), traitSet, getRowType(), sql, readCasts, parquet, parameters, reason);
  }

  @Override
  public RelWriter explainTerms(RelWriter pw) {
    return super.explainTerms(pw).item("statement", sql);
  }
}
