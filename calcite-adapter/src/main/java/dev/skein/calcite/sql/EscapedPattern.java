package dev.skein.calcite.sql;

/** The pattern of a LIKE with an escape character, which Calcite checks and DuckDB does not. */
public final class EscapedPattern {
  private EscapedPattern() {}

  /**
   * Whether the escape character is none of {@code %} and {@code _}, and stands only before these
   * and itself.
   */
  public static boolean isValid(String pattern, String escape) {
    if (escape.length() != 1 || "%_".contains(escape)) {
      return false;
    }
    for (int i = 0; i < pattern.length(); i++) {
      if (pattern.charAt(i) == escape.charAt(0)) {
        i++;
        boolean special =
            i < pattern.length()
                && ("%_".indexOf(pattern.charAt(i)) >= 0 || pattern.charAt(i) == escape.charAt(0));
        if (!special) {
          return false;
        }
      }
    }
    return true;
  }
}
