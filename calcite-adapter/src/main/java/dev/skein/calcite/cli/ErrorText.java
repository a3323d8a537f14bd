package dev.skein.calcite.cli;

import dev.skein.runtime.task.SkeinException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Finds, in the causes under an exception, the words that help the user: the driver and Calcite
 * wrap the reason several times, and repeat the whole statement while they do it.
 */
final class ErrorText {
  private static final String EXPECTED_LIST = "Was expecting";

  private ErrorText() {}

  /** The reason, without its place in the statement. */
  static String of(Throwable failure) {
    List<Throwable> chain = causes(failure);
    for (Throwable t : chain) {
      if (t instanceof SqlParseException) {
        return parseError(String.valueOf(t.getMessage()));
      } else if (t instanceof CalciteContextException && t.getCause() != null) {
        // Its own message repeats the position before that of its cause.
        return message(t.getCause());
      } else if (t instanceof SkeinException || t instanceof CommandFailure) {
        return message(t);
      }
    }
    Throwable deepest = chain.get(chain.size() - 1);
    for (Throwable t : chain) {
      // The deepest exception of a database is the one whose text the user knows.
      if (t instanceof SQLException || t instanceof IOException) {
        deepest = t.getCause() == null || t.getCause().getMessage() == null ? t : deepest;
      }
    }
    return message(deepest);
  }

  /** The place in the statement that the error names, or null where it names none. */
  static @Nullable SqlParserPos position(Throwable failure) {
    for (Throwable t : causes(failure)) {
      SqlParserPos position = null;
      if (t instanceof SqlParseException e) {
        position = e.getPos();
      } else if (t instanceof CalciteContextException e) {
        position =
            new SqlParserPos(
                e.getPosLine(), e.getPosColumn(), e.getEndPosLine(), e.getEndPosColumn());
      }
      if (position != null && position.getLineNum() > 0) {
        return position;
      }
    }
    return null;
  }

  /** Calcite lists every token that could have stood there, often hundreds of lines of them. */
  private static String parseError(String message) {
    int list = message.indexOf(EXPECTED_LIST);
    return (list < 0 ? message : message.substring(0, list)).strip();
  }

  private static String message(Throwable t) {
    String message = t.getMessage();
    return message == null || message.isBlank() ? t.getClass().getName() : message.strip();
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = failure; t != null && !chain.contains(t); t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }
}
