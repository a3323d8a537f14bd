package dev.skein.calcite.lower.text;

import dev.skein.runtime.task.Quoting;

/** Writes names and character values so that nothing in them can be read as SQL. */
public final class DuckDbNames {
  private DuckDbNames() {}

  /** An identifier; always quoted, so that reserved words and any case stand for themselves. */
  public static String quote(String identifier) {
    return Quoting.identifier(identifier);
  }

  /**
   * A character literal. A NUL cannot stand in the text of a statement, so a value that has one is
   * put together from its pieces.
   */
  public static String literal(String value) {
    String quoted = Quoting.literal(value);
    return value.indexOf('\0') < 0 ? quoted : '(' + quoted.replace("\0", "' || chr(0) || '") + ')';
  }
}
