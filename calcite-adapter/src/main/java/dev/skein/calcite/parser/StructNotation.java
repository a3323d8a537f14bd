package dev.skein.calcite.parser;

import static org.apache.calcite.sql.parser.babel.SqlBabelParserImplConstants.*;

/**
 * Structs: {@code {'a': 1, b: 2}} and {@code struct_pack(a := 1, b := 2)} become {@code
 * struct_pack('a', 1, 'b', 2)}, and the type {@code STRUCT(a INTEGER)} becomes {@code ROW}.
 */
final class StructNotation {
  private static final String FUNCTION = "struct_pack";

  private StructNotation() {}

  static void rewrite(TokenEdit edit) {
    for (int i = 0; i < edit.size(); i++) {
      if (edit.is(i, LBRACE) && isKey(edit, i + 1) && edit.is(i + 2, COLON)) {
        edit.set(edit.closing(i), RPAREN, ")");
        edit.set(i, LPAREN, "(");
        edit.insert(i, IDENTIFIER, FUNCTION);
        fields(edit, i + 1, COLON);
      } else if (edit.isWord(i, FUNCTION)
          && edit.is(i + 1, LPAREN)
          && edit.is(i + 3, NAMED_ARGUMENT_ASSIGNMENT)) {
        fields(edit, i + 1, NAMED_ARGUMENT_ASSIGNMENT);
      } else if (edit.isWord(i, "struct")
          && edit.is(i + 1, LPAREN)
          && (edit.is(i - 1, INFIX_CAST) || edit.is(i - 1, AS))) {
        edit.set(i, ROW, "ROW");
      } else if (edit.is(i, VALUES)) {
        rowsOfRows(edit, i + 1);
      }
    }
  }

  /** A row in parentheses, {@code VALUES (ROW(1, 2))}, is one value, and to Calcite a row. */
  private static void rowsOfRows(TokenEdit edit, int first) {
    int open = first;
    while (edit.is(open, LPAREN)) {
      int close = edit.closing(open);
      if (edit.is(open + 1, ROW, LPAREN) && edit.closing(open + 2) == close - 1) {
        edit.insert(close, RPAREN, ")");
        edit.insert(open + 1, LPAREN, "(");
        edit.insert(open + 1, ROW, "ROW");
        close += 3;
      }
      open = edit.is(close + 1, COMMA) ? close + 2 : -1;
    }
  }

  /** A name, a keyword or a string. */
  private static boolean isKey(TokenEdit edit, int at) {
    return edit.is(at, QUOTED_STRING)
        || edit.is(at, QUOTED_IDENTIFIER)
        || Character.isLetter(edit.image(at).charAt(0));
  }

  /** Makes strings of the names in front of {@code sign}, and commas of the signs. */
  private static void fields(TokenEdit edit, int open, int sign) {
    int close = edit.closing(open);
    int depth = 0;
    for (int i = open + 1; i < close; i++) {
      switch (edit.kind(i)) {
        case LPAREN, LBRACKET, LBRACE -> depth++;
        case RPAREN, RBRACKET, RBRACE -> depth--;
        default -> {
          if (depth == 0 && edit.is(i, sign)) {
            edit.set(i, COMMA, ",");
            edit.set(i - 1, QUOTED_STRING, asString(edit, i - 1));
          }
        }
      }
    }
  }

  private static String asString(TokenEdit edit, int at) {
    String image = edit.image(at);
    if (edit.is(at, QUOTED_STRING)) {
      return image;
    }
    String name =
        edit.is(at, QUOTED_IDENTIFIER)
            ? image.substring(1, image.length() - 1).replace("\"\"", "\"")
            : image;
    return '\'' + name.replace("'", "''") + '\'';
  }
}
