package dev.skein.runtime.task;

import dev.skein.runtime.task.TableSource.DuckDbTable;
import java.util.Collection;
import java.util.stream.Collectors;

/** Writes names and texts into SQL, so that nothing in them can be read as SQL. */
public final class Quoting {
  private Quoting() {}

  public static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  public static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  public static String literals(Collection<String> texts) {
    return texts.stream().map(Quoting::literal).collect(Collectors.joining(", "));
  }

  /** Without a catalog: the connection has chosen it, and its name differs between processes. */
  public static String table(DuckDbTable table) {
    return identifier(table.schema()) + '.' + identifier(table.table());
  }
}
