package dev.skein.calcite.rule;

import org.apache.calcite.runtime.Hook;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.util.Holder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Calcite (1.42) from merging a SELECT list with that of a derived table when it translates a
 * statement: a sub-query in the upper list would then take the columns of its row from the wrong
 * one, and give other rows. Calcite's rules merge the lists later, where that is safe.
 *
 * <p>How a statement is translated is settled before a plain {@code jdbc:calcite:} connection looks
 * up its first table. All that it does before is to take a snapshot of its schemas.
 */
public final class UnmergedLists {
  private static final ThreadLocal<Hook.@Nullable Closeable> INSTALLED = new ThreadLocal<>();

  private UnmergedLists() {}

  /** Of the statement that this thread prepares next. */
  public static void installOnThread() {
    if (INSTALLED.get() == null) {
      INSTALLED.set(
          Hook.SQL2REL_CONVERTER_CONFIG_BUILDER.<Holder<SqlToRelConverter.Config>>addThread(
              config ->
                  config.accept(
                      given ->
                          given.addRelBuilderConfigTransform(builder -> builder.withBloat(-1)))));
    }
  }

  static void uninstallFromThread() {
    Hook.Closeable installed = INSTALLED.get();
    INSTALLED.remove();
    if (installed != null) {
      installed.close();
    }
  }
}
