package dev.skein.runtime.worker;

import dev.skein.runtime.task.MemoryShortage;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.lang.reflect.InvocationTargetException;

/** Tells from DuckDB's message whose fault an error is. */
final class DuckDbFailure {
  private static final String WRAPPED = "CDataJniException{errno=-1, message=";

  private DuckDbFailure() {}

  static SkeinException translate(String doing, Exception e) {
    return MemoryShortage.in(doing, "the process that ran it", e)
        .orElseGet(
            () -> {
              String message = message(e);
              return new SkeinException(kind(message), doing + " failed: " + message, e);
            });
  }

  /** DuckDB's own words, out of the wrapping that Arrow's C stream interface puts around them. */
  static String message(Exception e) {
    // The driver calls Arrow by reflection.
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof InvocationTargetException && t.getCause() != null) {
        return String.valueOf(t.getCause());
      }
    }
    String message = String.valueOf(e.getMessage());
    int wrapped = message.indexOf(WRAPPED);
    return wrapped < 0
        ? message
        : message.substring(
            wrapped + WRAPPED.length(),
            message.lastIndexOf('}') < 0 ? message.length() : message.lastIndexOf('}'));
  }

  /** DuckDB's messages begin with the class of the error; JDBC gives no code. */
  private static Kind kind(String message) {
    if (message.startsWith("INTERRUPT") || message.contains("Interrupted!")) {
      return Kind.CANCELLED;
    }
    if (message.startsWith("Out of Memory")) {
      return Kind.OVERLOADED;
    }
    if (message.startsWith("IO Error")
        || message.startsWith("Data Corruption")
        || message.startsWith("FATAL")) {
      return Kind.WORKER_ERROR;
    }
    if (message.startsWith("INTERNAL")) {
      return Kind.INTERNAL;
    }
    return Kind.USER;
  }
}
