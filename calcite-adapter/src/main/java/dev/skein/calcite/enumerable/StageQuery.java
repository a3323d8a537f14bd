package dev.skein.calcite.enumerable;

import dev.skein.runtime.DistributedRuntime;
import dev.skein.runtime.QueryLimits;
import dev.skein.runtime.QueryRequest;
import dev.skein.runtime.RunningQuery;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.StageGraph;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

  /** That of the tables when the graph was made of a plan, which relies on it. */
  private final String definition;

  private final StageGraph graph;
  private final RelDataType rowType;
  private final List<ParameterBinding> bindings;

  /**
   * A query.
   *
   * @param sql how the history shows it
   */
  StageQuery(
      String sql,
      DistributedRuntime runtime,
      StageGraph graph,
      RelDataType rowType,
      List<ParameterBinding> bindings) {
    this.sql = sql;
    this.runtime = runtime;
    this.definition = runtime.definition();
    this.graph = graph;
    this.rowType = rowType;
    this.bindings = List.copyOf(bindings);
  }

  /**
   * The rows in Calcite's representation: an Object[] each, or the value itself where there is one
   * column. Not generic, because generated code calls it by name.
   */
  public Enumerable<Object> rows(DataContext context) {
    return enumerable(context, ColumnReaders.Representation.CALCITE);
  }

  /** The rows as a JDBC result set shows them. */
  public Enumerable<Object> jdbcRows(DataContext context) {
    return enumerable(context, ColumnReaders.Representation.JDBC);
  }

  private Enumerable<Object> enumerable(
      DataContext context, ColumnReaders.Representation representation) {
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<Object> enumerator() {
        return start(context, representation);
      }
    };
  }

  /** Starts the query; the enumerator's close, the statement's cancel or its timeout ends it. */
  private Enumerator<Object> start(
      DataContext context, ColumnReaders.Representation representation) {
    List<@Nullable Object> parameters = new ArrayList<>();
    for (int i = 0; i < bindings.size(); i++) {
      parameters.add(bindings.get(i).toDuckDb(context.get("?" + i)));
    }
    Long timeout = DataContext.Variable.TIMEOUT.get(context);
    AtomicBoolean flag = DataContext.Variable.CANCEL_FLAG.get(context);
    AtomicBoolean cancelled = flag == null ? new AtomicBoolean() : flag;
    QueryLimits statement =
        new QueryLimits(
            timeout == null || timeout <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(timeout)),
            OptionalLong.empty());
    QueryRequest request =
        new QueryRequest(
            sql,
            definition,
            parameters,
            ConnectionLimits.of(context).and(statement),
            cancelled::get);
    RunningQuery running;
    try {
      running = runtime.start(graph, request);
    } catch (SkeinException e) {
      throw representation == ColumnReaders.Representation.JDBC ? JdbcFailure.raise(e) : e;
    }
    return new BatchEnumerator(running, runtime.allocator(), rowType, representation, cancelled);
  }
}
