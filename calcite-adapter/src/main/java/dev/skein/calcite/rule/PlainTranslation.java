package dev.skein.calcite.rule;

import org.apache.calcite.runtime.Hook;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.Holder;
import org.jspecify.annotations.Nullable;

/**
 * Has Calcite (1.42) translate a statement without improving it, on connections of its own driver.
 *
 * <p>It would merge a SELECT list with that of a derived table, and a sub-query in the upper list
 * would then take the columns of its row from the wrong one; and it would simplify {@code x IN
 * (SELECT ...)} to what it is without NULLs ({@link SpelledOutNulls}). Both give other rows.
 * Calcite's rules merge and simplify later, where that is safe.
 *
 * <p>How a statement is translated is settled before a plain {@code jdbc:calcite:} connection looks
 * up its first table. All that it does before is to take a snapshot of its schemas.
 */
public final class PlainTranslation {
  private static final ThreadLocal<Hook.@Nullable Closeable> INSTALLED = new ThreadLocal<>();

  private PlainTranslation() {}

  /** Of the statement that this thread prepares next. */
  public static void installOnThread() {
    if (INSTALLED.get() == null) {
      INSTALLED.set(
          Hook.SQL2REL_CONVERTER_CONFIG_BUILDER.<Holder<SqlToRelConverter.Config>>addThread(
              config ->
                  config.accept(
                      given -> given.addRelBuilderConfigTransform(PlainTranslation::asWritten))));
    }
  }

  static void uninstallFromThread() {
    Hook.Closeable installed = INSTALLED.get();
    INSTALLED.remove();
    if (installed != null) {
      installed.close();
    }
  }

  /** Builds what is asked for and nothing better. */
  public static RelBuilder.Config asWritten(RelBuilder.Config given) {
    return given.withBloat(-1).withAggregateUnique(true).withSimplify(false);
  }
}
