package dev.skein.runtime.flight.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.worker.ReadingStatements;
import dev.skein.runtime.worker.StatementParser;
import org.jspecify.annotations.Nullable;

/**
 * Lets a task's SQL pass only if it is one statement that does nothing but read, as {@link
 * ReadingStatements} says.
 *
 * <p>Parsing costs about as much as a task of one row group (0.7 ms), so what passed is remembered
 * and the tasks of a stage, which differ only in their split, count as one text. Replacing a
 * split's condition by TRUE cannot change what kind of statement a text is: the condition is
 * written here, from numbers, in parentheses, without quotes, comments or semicolons.
 */
public final class SelectOnly implements AutoCloseable {
  private static final long REMEMBERED_CHARACTERS = 8 << 20;

  private final StatementParser parser = new StatementParser();
  private final Cache<String, Boolean> passed =
      Caffeine.newBuilder()
          .maximumWeight(REMEMBERED_CHARACTERS)
          .weigher((String sql, Boolean yes) -> sql.length())
          .build();

  /**
   * Checks a task's SQL.
   *
   * @throws SkeinException of kind USER if it is anything but one SELECT
   */
  public void check(Task task) {
    String sql = withoutSplit(task);
    if (passed.getIfPresent(sql) == null) {
      String objection = objection(sql);
      if (objection != null) {
        throw new SkeinException(
            Kind.USER,
            "Task "
                + task.id()
                + " was refused: a worker runs one SELECT that only reads, and "
                + objection);
      }
      passed.put(sql, true);
    }
  }

  private static String withoutSplit(Task task) {
    return task.split() instanceof Split.ParquetRowGroups
            || task.split() instanceof Split.ParquetFiles
        ? task.sql()
        : task.sql().replace("(" + task.split().condition() + ")", "(TRUE)");
  }

  private @Nullable String objection(String sql) {
    try {
      return ReadingStatements.objection(parser.tree(sql)).orElse(null);
    } catch (SkeinException e) {
      if (e.kind() == Kind.USER) {
        return e.getMessage();
      }
      throw e;
    }
  }

  /** Whether so many texts that are too hard are parsed that no more are: a case for a restart. */
  public boolean isStuck() {
    return parser.isStuck();
  }

  @Override
  public void close() {
    parser.close();
  }
}
