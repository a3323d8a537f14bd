package dev.skein.calcite.lower.expression;

import static dev.skein.calcite.lower.expression.Template.Operand.CHARACTERS;

import dev.skein.calcite.lower.text.Placeholders;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.rex.RexCall;

/**
 * UPPER, LOWER and INITCAP.
 *
 * <p>DuckDB changes the case of one code point to one other, Calcite follows Unicode's full
 * mapping: UPPER('ß') is SS, and a sigma at the end of a word has a lower-case form of its own.
 * Strings of ASCII alone, which are those of as many bytes as characters, take the short way.
 */
final class LetterCase {
  /** The letters whose upper case is more than one letter, all below U+FFFF: 102 in Unicode 13. */
  private static final String EXPANDING =
      IntStream.range(0x80, 0xD800)
              .filter(c -> upper(c).length() > 1)
              .mapToObj(Character::toString)
              .collect(Collectors.joining())
          + IntStream.range(0xFB00, 0xFB20)
              .filter(c -> upper(c).length() > 1)
              .mapToObj(Character::toString)
              .collect(Collectors.joining());

  private static final String MARKS = "[\\p{Mn}\\p{Me}\\p{Cf}\\p{Lm}\\p{Sk}''.:·’]*";

  private LetterCase() {}

  static String upper(RexCall call, RexToDuckDb writer) {
    String text = CHARACTERS.write(call.getOperands().get(0), writer);
    StringBuilder expanded = new StringBuilder(text);
    EXPANDING
        .chars()
        .forEach(
            c ->
                expanded
                    .insert(0, "replace(")
                    .append(", '")
                    .append((char) c)
                    .append("', '")
                    .append(upper(c))
                    .append("')"));
    return Placeholders.fill(
        "CASE WHEN strlen({0}) = length({0}) OR NOT regexp_matches({0}, '["
            + EXPANDING
            + "]') "
            + "THEN upper({0}) ELSE upper({1}) END",
        text,
        expanded.toString());
  }

  static String lower(RexCall call, RexToDuckDb writer) {
    return Placeholders.fill(
        "CASE WHEN strlen({0}) = length({0}) OR NOT regexp_matches({0}, '[Σİ]') THEN lower({0}) "
            + "ELSE lower(replace(regexp_replace({0}, {1}, '\\1ς\\2\\3', 'g'), 'İ', 'i̇')) END",
        CHARACTERS.write(call.getOperands().get(0), writer),
        "'([\\p{Lu}\\p{Ll}\\p{Lt}]" + MARKS + ")Σ(" + MARKS + ")([^\\p{Lu}\\p{Ll}\\p{Lt}]|$)'");
  }

  /** Words are runs of ASCII letters and digits; all else stays as it is. */
  static String initCap(RexCall call, RexToDuckDb writer) {
    return Placeholders.fill(
        "array_to_string(list_transform(regexp_extract_all({0}, '[A-Za-z0-9]+|[^A-Za-z0-9]+'), "
            + "lambda w: CASE WHEN regexp_matches(w, '^[A-Za-z0-9]') "
            + "THEN upper(w[1]) || lower(w[2:]) ELSE w END), '')",
        CHARACTERS.write(call.getOperands().get(0), writer));
  }

  private static String upper(int codePoint) {
    return Character.toString(codePoint).toUpperCase(Locale.ROOT);
  }
}
