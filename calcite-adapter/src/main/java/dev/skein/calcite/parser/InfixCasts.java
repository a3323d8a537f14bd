package dev.skein.calcite.parser;

import static org.apache.calcite.sql.parser.babel.SqlBabelParserImplConstants.*;

/**
 * {@code a + b::INTEGER} becomes {@code a + (b::INTEGER)}: Babel 1.42 casts the whole sum, and of
 * {@code a = b::INTEGER} the comparison.
 */
final class InfixCasts {
  private InfixCasts() {}

  static void rewrite(TokenEdit edit) {
    for (int i = 1; i < edit.size(); i++) {
      if (edit.is(i, INFIX_CAST) && edit.endsOperand(i - 1)) {
        int start = start(edit, i - 1);
        int end = endOfType(edit, i + 1);
        if (isArray(edit, end)) {
          // Babel would take an item of the value; what it does not read is left to DuckDB.
          edit.set(end, SEMICOLON, edit.image(end));
          return;
        }
        if (start > 0 && !edit.is(start - 1, LPAREN)) {
          edit.insert(end, RPAREN, ")");
          edit.insert(start, LPAREN, "(");
          i++;
        }
      }
    }
  }

  /** Whether a number in brackets says how long the arrays of a type are. */
  private static boolean isArray(TokenEdit edit, int end) {
    return edit.is(end, LBRACKET) && edit.is(end + 1, UNSIGNED_INTEGER_LITERAL, RBRACKET);
  }

  /** Where the value that ends here begins. */
  private static int start(TokenEdit edit, int end) {
    int at = end;
    if (edit.is(at, RPAREN) || edit.is(at, RBRACKET)) {
      at = opening(edit, at);
      if (at > 0 && (edit.is(at - 1, OVER) || edit.is(at - 1, FILTER) || edit.is(at - 1, GROUP))) {
        int call = edit.is(at - 1, GROUP) ? at - 3 : at - 2;
        return call < 0 ? 0 : start(edit, call);
      }
      if (edit.is(at, LBRACKET) && !edit.is(at - 1, ARRAY)) {
        return at > 0 ? start(edit, at - 1) : at;
      }
      at = isFunction(edit, at - 1) ? at - 1 : at;
    } else if (edit.is(at, END)) {
      at = openingCase(edit, at);
    } else if (edit.is(at, QUOTED_STRING) && isPrefix(edit.kind(at - 1))) {
      at--;
    } else if (edit.is(at - 1, OVER) && at > 1) {
      return start(edit, at - 2);
    }
    while (at > 1 && edit.is(at - 1, DOT)) {
      at -= 2;
    }
    return at;
  }

  private static int opening(TokenEdit edit, int close) {
    int depth = 0;
    for (int i = close; i >= 0; i--) {
      switch (edit.kind(i)) {
        case RPAREN, RBRACKET, RBRACE -> depth++;
        case LPAREN, LBRACKET, LBRACE -> {
          if (--depth == 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    return 0;
  }

  private static int openingCase(TokenEdit edit, int end) {
    int depth = 0;
    for (int i = end; i >= 0; i--) {
      if (edit.is(i, END)) {
        depth++;
      } else if (edit.is(i, CASE) && --depth == 0) {
        return i;
      }
    }
    return 0;
  }

  /** Whether the word before a bracket is called, or makes an array or a row of what is in it. */
  private static boolean isFunction(TokenEdit edit, int at) {
    if (at < 0 || edit.image(at).isEmpty()) {
      return false;
    }
    char first = edit.image(at).charAt(0);
    boolean word = Character.isLetter(first) || first == '_' || first == '"';
    return word
        && switch (edit.kind(at)) {
          case ALL,
              AND,
              ANY,
              AS,
              BETWEEN,
              BY,
              CASE,
              DISTINCT,
              ELSE,
              ESCAPE,
              FROM,
              HAVING,
              ILIKE,
              IN,
              IS,
              LIKE,
              LIMIT,
              NOT,
              OFFSET,
              ON,
              OR,
              QUALIFY,
              SELECT,
              SOME,
              THEN,
              USING,
              VALUES,
              WHEN,
              WHERE ->
              false;
          default -> true;
        };
  }

  private static boolean isPrefix(int kind) {
    return kind == DATE || kind == TIME || kind == TIMESTAMP || kind == UUID;
  }

  /** The place behind a type. */
  private static int endOfType(TokenEdit edit, int start) {
    int at = start + 1;
    while (edit.is(at, DOT)) {
      at += 2;
    }
    if (edit.is(at, PRECISION) || edit.is(at, VARYING)) {
      at++;
    }
    if (edit.is(at, LPAREN)) {
      at = edit.closing(at) + 1;
    }
    if (edit.is(at, WITH) || edit.is(at, WITHOUT)) {
      int time = edit.is(at + 1, LOCAL) ? at + 2 : at + 1;
      at = edit.is(time, TIME, ZONE) ? time + 2 : at;
    }
    while (edit.is(at, ARRAY) || edit.is(at, MULTISET)) {
      at++;
    }
    return at;
  }
}
