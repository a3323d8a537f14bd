package dev.skein.calcite.schema;

import dev.skein.calcite.schema.DuckDbColumnType.ListOf;
import dev.skein.calcite.schema.DuckDbColumnType.MapOf;
import dev.skein.calcite.schema.DuckDbColumnType.Scalar;
import dev.skein.calcite.schema.DuckDbColumnType.StructOf;
import dev.skein.calcite.schema.DuckDbColumnType.TupleOf;
import dev.skein.calcite.schema.DuckDbColumnType.Unsigned;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Reads the type names of DuckDB's catalog, e.g. {@code STRUCT(a INTEGER, "b c" DECIMAL(5,2)[])}.
 * The mapping is the table in docs/types.md.
 */
final class DuckDbTypeParser {
  private static final String NULL = "\"NULL\"";

  private final String text;
  private int at;

  private DuckDbTypeParser(String text) {
    this.text = text;
  }

  static DuckDbColumnType parse(String text) {
    DuckDbTypeParser parser = new DuckDbTypeParser(text);
    DuckDbColumnType type = parser.type();
    parser.skipSpaces();
    if (parser.at == text.length() && type instanceof Scalar && isEnum(text)) {
      // Read as it is, so that it sorts as DuckDB sorts it; where it leaves DuckDB it becomes text.
      return scalar(SqlTypeName.VARCHAR, -1, -1, "VARCHAR", false);
    }
    // What is left over is of a form this class does not know; text can always be shown.
    return parser.at == text.length() ? type : asText();
  }

  /** The type of a call, which may be that of NULL, or of a list of nothing. */
  static DuckDbColumnType parseResult(String text) {
    Scalar none = scalar(SqlTypeName.NULL, -1, -1, "VARCHAR", false);
    return text.equals(NULL)
        ? none
        : text.equals(NULL + "[]") ? new ListOf(none, "[]") : parse(text);
  }

  /** Whether a type is an ENUM, not a list of one. */
  static boolean isEnum(String type) {
    return type.toUpperCase(Locale.ROOT).startsWith("ENUM") && type.endsWith(")");
  }

  /** Whether there is an ENUM in the lists or structs of a type. */
  static boolean hasEnumWithin(String type) {
    return !isEnum(type) && type.toUpperCase(Locale.ROOT).contains("ENUM(");
  }

  private DuckDbColumnType type() {
    DuckDbColumnType type = base();
    while (at < text.length() && text.charAt(at) == '[') {
      int end = text.indexOf(']', at);
      type = new ListOf(type, text.substring(at, end + 1));
      at = end + 1;
    }
    return type;
  }

  private DuckDbColumnType base() {
    String name = word().toUpperCase(Locale.ROOT);
    switch (name) {
      case "STRUCT" -> {
        // A struct without members has no brackets, and Calcite no such row.
        return peek() == '(' ? struct() : asText();
      }
      case "TUPLE" -> {
        return tuple();
      }
      case "MAP" -> {
        expect('(');
        DuckDbColumnType key = type();
        expect(',');
        DuckDbColumnType value = type();
        expect(')');
        return new MapOf(key, value);
      }
      case "DECIMAL" -> {
        if (peek() != '(') {
          return scalar(SqlTypeName.DECIMAL, 18, 3, "DECIMAL(18,3)", false);
        }
        expect('(');
        int precision = Integer.parseInt(word());
        expect(',');
        int scale = Integer.parseInt(word());
        expect(')');
        return scalar(
            SqlTypeName.DECIMAL,
            precision,
            scale,
            "DECIMAL(" + precision + "," + scale + ")",
            false);
      }
      case "TIMESTAMP", "TIME" -> {
        if (text.startsWith(" WITH TIME ZONE", at)) {
          at += " WITH TIME ZONE".length();
          return name.equals("TIME")
              ? asText()
              : scalar(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, 6, -1, "TIMESTAMPTZ", false);
        }
        return scalar(
            name.equals("TIME") ? SqlTypeName.TIME : SqlTypeName.TIMESTAMP, 6, -1, name, false);
      }
      default -> {
        DuckDbColumnType simple = simple(name);
        if (peek() == '(') {
          skipParentheses();
        }
        return simple;
      }
    }
  }

  private static DuckDbColumnType simple(String name) {
    return switch (name) {
      case "BOOLEAN" -> scalar(SqlTypeName.BOOLEAN, -1, -1, name, false);
      case "TINYINT" -> scalar(SqlTypeName.TINYINT, -1, -1, name, false);
      case "SMALLINT" -> scalar(SqlTypeName.SMALLINT, -1, -1, name, false);
      case "INTEGER" -> scalar(SqlTypeName.INTEGER, -1, -1, name, false);
      case "BIGINT" -> scalar(SqlTypeName.BIGINT, -1, -1, name, false);
      case "UTINYINT" -> new Unsigned(SqlTypeName.SMALLINT);
      case "USMALLINT" -> new Unsigned(SqlTypeName.INTEGER);
      case "UINTEGER" -> new Unsigned(SqlTypeName.BIGINT);
      case "UBIGINT" -> scalar(SqlTypeName.DECIMAL, 20, 0, "DECIMAL(20,0)", true);
      case "HUGEINT", "UHUGEINT" -> scalar(SqlTypeName.DECIMAL, 39, 0, name, false);
      case "FLOAT" -> scalar(SqlTypeName.REAL, -1, -1, name, false);
      case "DOUBLE" -> scalar(SqlTypeName.DOUBLE, -1, -1, name, false);
      case "VARCHAR" -> scalar(SqlTypeName.VARCHAR, -1, -1, name, false);
      case "BLOB" -> scalar(SqlTypeName.VARBINARY, -1, -1, name, false);
      case "DATE" -> scalar(SqlTypeName.DATE, -1, -1, name, false);
      case "TIMESTAMP_S", "TIMESTAMP_MS" ->
          scalar(SqlTypeName.TIMESTAMP, name.equals("TIMESTAMP_S") ? 0 : 3, -1, "TIMESTAMP", true);
      case "TIMESTAMP_NS" -> scalar(SqlTypeName.TIMESTAMP, 9, -1, name, false);
      case "TIMESTAMPTZ" -> scalar(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, 6, -1, name, false);
      default -> asText();
    };
  }

  private static Scalar scalar(
      SqlTypeName name, int precision, int scale, String readType, boolean cast) {
    return new Scalar(name, precision, scale, readType, cast);
  }

  /** ENUM, UUID, BIT, JSON, INTERVAL, TIMETZ, UNION, BIGNUM, VARIANT and what is to come. */
  private static DuckDbColumnType asText() {
    return scalar(SqlTypeName.VARCHAR, -1, -1, "VARCHAR", true);
  }

  private DuckDbColumnType struct() {
    List<String> names = new ArrayList<>();
    List<DuckDbColumnType> types = new ArrayList<>();
    expect('(');
    do {
      names.add(word());
      types.add(type());
    } while (accept(','));
    expect(')');
    return new StructOf(names, types);
  }

  private DuckDbColumnType tuple() {
    List<DuckDbColumnType> types = new ArrayList<>();
    expect('(');
    do {
      types.add(type());
    } while (accept(','));
    expect(')');
    return new TupleOf(types);
  }

  private void skipSpaces() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean accept(char c) {
    skipSpaces();
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw new IllegalArgumentException(
          "Expected '" + c + "' at " + at + " of the DuckDB type " + text);
    }
  }

  /** A name, quoted or not. */
  private String word() {
    skipSpaces();
    StringBuilder word = new StringBuilder();
    if (peek() == '"') {
      for (at++; at < text.length(); at++) {
        if (text.charAt(at) == '"') {
          at++;
          if (peek() != '"') {
            return word.toString();
          }
        }
        word.append(text.charAt(at));
      }
      return word.toString();
    }
    while (Character.isJavaIdentifierPart(peek()) && peek() != 0) {
      word.append(text.charAt(at++));
    }
    return word.toString();
  }

  private void skipParentheses() {
    int depth = 0;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\'' || c == '"') {
        at = text.indexOf(c, at + 1); // a doubled quote opens the next part at once
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        at++;
        return;
      }
    }
  }
}
