package dev.skein.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes with a stage graph each time it is run.
 *
 * @param sql what the user wrote, for the history
 * @param parameters the values of the dynamic parameters
 */
public record QueryRequest(String sql, List<@Nullable Object> parameters) {
  public QueryRequest {
    parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
  }
}
