package dev.skein.runtime;

import dev.skein.runtime.history.AttemptRecord;
import dev.skein.runtime.history.HistoryListener;
import dev.skein.runtime.history.QueryRecord;
import dev.skein.runtime.history.RunState;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs how queries ended, and attempts that failed, in {@code key=value} pairs. The text of a
 * statement may hold what is nobody's business, so that {@code skein.queries} alone has it.
 */
final class QueryLog implements HistoryListener {
  private static final Logger LOG = LoggerFactory.getLogger(QueryLog.class);
  private static final int MAX_TEXT = 500;

  private final String schema;

  QueryLog(String schema) {
    this.schema = quoted(schema);
  }

  @Override
  public void queryEnded(QueryRecord query) {
    LOG.info(
        "event=query_{} query={} schema={} mode={} tasks={} workers={} rows={} millis={}{}",
        query.state().name().toLowerCase(Locale.ROOT),
        query.id(),
        schema,
        query.mode(),
        query.tasks(),
        query.workers(),
        query.rows(),
        query.duration().toMillis(),
        query.error().map(error -> " reason=" + quoted(error)).orElse(""));
  }

  @Override
  public void attemptEnded(AttemptRecord attempt) {
    if (attempt.state() == RunState.FAILED) {
      LOG.warn(
          "event=task_failed query={} task={} attempt={} worker={} millis={} reason={}",
          attempt.task().query(),
          attempt.task(),
          attempt.attempt(),
          quoted(attempt.worker()),
          attempt.duration().toMillis(),
          quoted(attempt.error().orElse("")));
    }
  }

  /** One value of a line, without anything that would end the value or the line. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .limit(MAX_TEXT)
        .forEach(c -> quoted.append(c == '"' ? '\'' : Character.isISOControl(c) ? ' ' : (char) c));
    return quoted.append('"').toString();
  }
}
