package dev.skein.runtime.split;

import dev.skein.runtime.task.TableSource.DuckDbTable;
import java.util.Collection;
import java.util.stream.Collectors;

/** Writes names and texts into the metadata queries of this package. */
final class Quoting {
  private Quoting() {}

  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  static String literals(Collection<String> texts) {
    return texts.stream().map(Quoting::literal).collect(Collectors.joining(", "));
  }

  /** Without a catalog: the connection has chosen it, and its name differs between processes. */
  static String table(DuckDbTable table) {
    return identifier(table.schema()) + '.' + identifier(table.table());
  }
}
