package dev.skein.calcite.lower.expression;

import dev.skein.calcite.lower.expression.Casts.Conversion;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Casts to and from character strings. What Calcite reads in a string, DuckDB reads too; strings
 * that Calcite refuses, such as {@code 'infinity'} for a timestamp or {@code 't'} for a boolean,
 * mean what they mean to DuckDB.
 */
final class CharacterCasts {
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
      // DuckDB takes no blanks around a timestamp.
      case TIMESTAMP -> cast.plain("trim(" + cast.text() + ")");
      case TINYINT,
          SMALLINT,
          INTEGER,
          BIGINT,
          DECIMAL,
          REAL,
          FLOAT,
          DOUBLE,
          BOOLEAN,
          DATE,
          TIME,
          TIMESTAMP_WITH_LOCAL_TIME_ZONE,
          UUID,
          ARRAY,
          MAP,
          ROW ->
          cast.plain();
      case VARBINARY -> binary(cast);
      default -> throw cast.refusal();
    };
  }

  private static String binary(Conversion cast) {
    boolean utf8 = StandardCharsets.UTF_8.equals(cast.from().getCharset());
    if (!utf8 || cast.to().getPrecision() >= 0) {
      throw cast.refusal();
    }
    return "encode(" + cast.text() + ")";
  }
}
