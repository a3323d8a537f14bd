package dev.skein.calcite.lower.text;

/** Puts texts in the places that a pattern of SQL has for them. */
public final class Placeholders {
  private Placeholders() {}

  /** Puts texts in place of {@code {0}}, {@code {1}}; braces inside the texts stay as they are. */
  public static String fill(String pattern, String... texts) {
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '{') {
        sql.append(texts[pattern.charAt(i + 1) - '0']);
        i += 2;
      } else {
        sql.append(c);
      }
    }
    return sql.toString();
  }
}
