package dev.skein.calcite.lower;

import dev.skein.calcite.lower.Casts.Conversion;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Casts to and from character strings. DuckDB reads more notations than Calcite does, so that a
 * string is checked for Calcite's before DuckDB reads it.
 */
final class CharacterCasts {
  private static final String INTEGER = "\\s*[+-]?[0-9]+\\s*";
  private static final String SHORT = "[+-]?[0-9]+";
  private static final String NUMBER =
      "\\s*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?\\s*";
  private static final String APPROXIMATE = NUMBER + "|\\s*([+-]?Infinity|NaN)\\s*";
  private static final String BOOLEAN = "(?i)\\s*(true|false)\\s*";
  private static final String DATE = "\\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\\s*";
  private static final String TIME = "[0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\\.[0-9]+)?)?";
  private static final String TIMESTAMP =
      "\\s*[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?)?\\s*";

  private CharacterCasts() {}

  static String toCharacters(Conversion cast) {
    RelDataType from = cast.from();
    String converted =
        switch (from.getSqlTypeName()) {
          case CHAR, VARCHAR -> cast.text();
          case BOOLEAN -> "upper(CAST(" + cast.text() + " AS VARCHAR))";
          case TINYINT, SMALLINT, INTEGER, BIGINT, DATE, UUID ->
              "CAST(" + cast.text() + " AS VARCHAR)";
          case DECIMAL -> decimal(cast.text(), from);
          // Calcite writes no fraction of a second, whatever the precision.
          case TIME -> "left(CAST(" + cast.text() + " AS VARCHAR), 8)";
          case TIMESTAMP -> "strftime(" + cast.text() + ", '%Y-%m-%d %H:%M:%S')";
          case ARRAY, MAP, ROW -> "CAST(" + cast.text() + " AS VARCHAR)";
          case BINARY, VARBINARY -> "lower(hex(" + cast.text() + "))";
          default -> throw cast.refusal();
        };
    return fitted(converted, from, cast.to());
  }

  /** Calcite writes no zero before the point: {@code .5}, not {@code 0.5}. */
  private static String decimal(String text, RelDataType from) {
    String plain = "CAST(" + text + " AS VARCHAR)";
    return from.getScale() == 0 ? plain : "regexp_replace(" + plain + ", '^(-?)0\\.', '\\1.')";
  }

  /** Cuts and pads to the length of the type. */
  private static String fitted(String text, RelDataType from, RelDataType to) {
    int length = to.getPrecision();
    if (length < 0) {
      return text;
    }
    boolean fits =
        SqlTypeUtil.inCharFamily(from) && from.getPrecision() >= 0 && from.getPrecision() <= length;
    if (to.getSqlTypeName() == SqlTypeName.VARCHAR) {
      return fits ? text : "left(" + text + ", " + length + ")";
    }
    boolean full = from.getSqlTypeName() == SqlTypeName.CHAR && from.getPrecision() == length;
    return full ? text : "rpad(" + text + ", " + length + ", ' ')";
  }

  static String fromCharacters(Conversion cast) {
    return switch (cast.to().getSqlTypeName()) {
      case TINYINT, SMALLINT -> checked(cast, SHORT);
      case INTEGER, BIGINT -> checked(cast, INTEGER);
      case DECIMAL -> checked(cast, NUMBER);
      case REAL, FLOAT, DOUBLE -> checked(cast, APPROXIMATE);
      case BOOLEAN -> checked(cast, BOOLEAN);
      case DATE -> checked(cast, DATE);
      case TIME -> checked(cast, TIME);
      case TIMESTAMP -> checked(cast, TIMESTAMP);
      // Which zones a text may name and how lists are written is the engine's to say.
      case TIMESTAMP_WITH_LOCAL_TIME_ZONE, ARRAY, MAP, ROW -> cast.plain();
      case VARBINARY -> binary(cast);
      default -> throw cast.refusal();
    };
  }

  private static String checked(Conversion cast, String notation) {
    String matches = "regexp_full_match({0}, {2})";
    // DuckDB takes no blanks around a timestamp.
    String text =
        cast.to().getSqlTypeName() == SqlTypeName.TIMESTAMP
            ? "trim(" + cast.text() + ")"
            : cast.text();
    String pattern =
        cast.isTry()
            ? "CASE WHEN " + matches + " THEN {1} END"
            : "CASE WHEN NOT "
                + matches
                + " THEN error(concat('Invalid "
                + cast.to().getSqlTypeName()
                + " value: ', {0})) ELSE {1} END";
    return Template.fill(pattern, cast.text(), cast.plain(text), DuckDbNames.literal(notation));
  }

  private static String binary(Conversion cast) {
    boolean utf8 = StandardCharsets.UTF_8.equals(cast.from().getCharset());
    if (!utf8 || cast.to().getPrecision() >= 0) {
      throw cast.refusal();
    }
    return "encode(" + cast.text() + ")";
  }
}
