package dev.skein.e2e.chaos;

import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * How a query ended.
 *
 * @param text what it said, or how it differs
 */
record Outcome(Kind kind, String text, long millis) {
  /** Whether that is what was promised. */
  enum Kind {
    EXACT,
    /** An error that names the worker and what happened to it, or the lack of workers. */
    CAUSE_NAMED,
    CANCELLED,
    /** An error from which nobody learns anything, or that blames Skein. */
    CAUSE_MISSING,
    WRONG_ROWS
  }

  private static final Pattern CAUSE =
      Pattern.compile(
          "(?s).*(grpc://127\\.0\\.0\\.1:\\d+|No worker was left).*"
              + "(lost|refused|broke|answer|malformed|joined|shut down|gave|lacks|version).*");

  static Outcome rows(Workload.Query query, Digest actual, long millis) {
    return actual.equals(query.expected())
        ? new Outcome(Kind.EXACT, "", millis)
        : new Outcome(
            Kind.WRONG_ROWS, query.sql() + ": " + query.expected() + " but " + actual, millis);
  }

  static Outcome failure(SQLException e, boolean cancelled, long millis) {
    StringBuilder text = new StringBuilder();
    String state = "";
    for (Throwable each = e; each != null; each = each.getCause()) {
      text.append(each.getMessage()).append('\n');
      if (each instanceof SQLException sql && sql.getSQLState() != null) {
        state = sql.getSQLState();
      }
    }
    Kind kind =
        cancelled && (state.equals("57014") || text.toString().contains("cancel"))
            ? Kind.CANCELLED
            : state.equals("08006") && CAUSE.matcher(text).matches()
                ? Kind.CAUSE_NAMED
                : Kind.CAUSE_MISSING;
    return new Outcome(kind, state + " " + text, millis);
  }

  boolean isPromised() {
    return kind != Kind.CAUSE_MISSING && kind != Kind.WRONG_ROWS;
  }
}
