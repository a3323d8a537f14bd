package dev.skein.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What goes with a stage graph each time it is run.
 *
 * @param sql what the user wrote, for the history
 * @param parameters the values of the dynamic parameters
 * @param timeout after how long the query is cancelled, wherever it is
 */
public record QueryRequest(
    String sql, List<@Nullable Object> parameters, Optional<Duration> timeout) {
  public QueryRequest {
    parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
  }

  /** Without a timeout. */
  public QueryRequest(String sql, List<@Nullable Object> parameters) {
    this(sql, parameters, Optional.empty());
  }
}
