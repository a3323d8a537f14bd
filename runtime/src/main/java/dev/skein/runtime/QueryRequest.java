package dev.skein.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What goes with a stage graph each time it is run.
 *
 * @param sql what the user wrote, for the history
 * @param definition {@link DistributedRuntime#definition} when the graph was made: what it does not
 *     check because a column has no NULLs, say, it must check where the column may have them
 * @param parameters the values of the dynamic parameters
 * @param limits what it may take, besides the limits of its schema
 * @param isCancelled whether the user wants it no more; asked while it waits for other queries
 */
public record QueryRequest(
    String sql,
    String definition,
    List<@Nullable Object> parameters,
    QueryLimits limits,
    BooleanSupplier isCancelled) {
  public QueryRequest {
    parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
  }

  /** Without limits, on tables of any definition. */
  public QueryRequest(String sql, List<@Nullable Object> parameters) {
    this(sql, "", parameters, QueryLimits.NONE, () -> false);
  }
}
