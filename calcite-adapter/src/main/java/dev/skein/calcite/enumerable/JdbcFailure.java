package dev.skein.calcite.enumerable;

import dev.skein.runtime.task.SkeinException;
import java.sql.SQLException;

/**
 * Turns a failure of the runtime into what JDBC's users catch. Rows reach a result set through
 * Calcite's Enumerator, which declares no exceptions, while the cursor over it may throw them.
 */
final class JdbcFailure {
  private JdbcFailure() {}

  /** Never returns; the type lets the caller write {@code throw}. */
  static RuntimeException raise(SkeinException e) {
    throw JdbcFailure.<RuntimeException>undeclared(
        new SQLException(e.getMessage(), sqlState(e.kind()), e));
  }

  private static String sqlState(SkeinException.Kind kind) {
    return switch (kind) {
      case USER -> "22000"; // data exception
      case CANCELLED -> "57014"; // query canceled
      case OVERLOADED -> "53000"; // insufficient resources
      case WORKER_LOST -> "08006"; // connection failure
      case WORKER_ERROR -> "58000"; // system error
      case INTERNAL -> "XX000";
    };
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E undeclared(Throwable e) throws E {
    throw (E) e;
  }
}
