package dev.skein.calcite.enumerable;

import dev.skein.runtime.DistributedRuntime;
import dev.skein.runtime.QueryRequest;
import dev.skein.runtime.task.StageGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.rel.type.RelDataType;
import org.jspecify.annotations.Nullable;

/** A lowered query, ready to run any number of times. Calcite's generated code calls it. */
public final class StageQuery {
  private final String sql;
  private final DistributedRuntime runtime;
  private final StageGraph graph;
  private final RelDataType rowType;
  private final List<@Nullable RelDataType> parameterTypes;

  /**
   * A query.
   *
   * @param sql how the history shows it
   */
  public StageQuery(
      String sql,
      DistributedRuntime runtime,
      StageGraph graph,
      RelDataType rowType,
      List<@Nullable RelDataType> parameterTypes) {
    this.sql = sql;
    this.runtime = runtime;
    this.graph = graph;
    this.rowType = rowType;
    this.parameterTypes = parameterTypes;
  }

  /**
   * The rows in Calcite's representation: an Object[] each, or the value itself where there is one
   * column. Not generic, because generated code calls it by name.
   */
  public Enumerable<Object> rows(DataContext context) {
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<Object> enumerator() {
        return start(context, ColumnReaders.Representation.CALCITE);
      }
    };
  }

  /** Starts the query and reads its rows; the enumerator's close ends it. */
  public Enumerator<Object> start(
      DataContext context, ColumnReaders.Representation representation) {
    List<@Nullable Object> parameters = new ArrayList<>();
    for (int i = 0; i < parameterTypes.size(); i++) {
      RelDataType type = parameterTypes.get(i);
      parameters.add(type == null ? null : Parameters.toDuckDb(context.get("?" + i), type));
    }
    AtomicBoolean cancelled = DataContext.Variable.CANCEL_FLAG.get(context);
    return new BatchEnumerator(
        runtime.start(graph, new QueryRequest(sql, parameters)),
        runtime.allocator(),
        rowType,
        representation,
        cancelled == null ? new AtomicBoolean() : cancelled);
  }
}
