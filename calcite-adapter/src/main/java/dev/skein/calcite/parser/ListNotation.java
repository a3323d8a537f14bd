package dev.skein.calcite.parser;

import static org.apache.calcite.sql.parser.babel.SqlBabelParserImplConstants.*;

/**
 * Lists: {@code [1, 2]} becomes {@code ARRAY[1, 2]}, the type {@code INTEGER[]} becomes {@code
 * INTEGER ARRAY}, and the slice {@code x[2:3]} an item {@link DuckDbClauses#SLICE}.
 */
final class ListNotation {
  private ListNotation() {}

  static void rewrite(TokenEdit edit) {
    for (int i = 0; i < edit.size(); i++) {
      if (!edit.is(i, LBRACKET) || edit.is(i - 1, ARRAY)) {
        continue;
      }
      if (edit.is(i + 1, RBRACKET)) {
        empty(edit, i);
      } else if (!edit.endsOperand(i - 1)) {
        if (!isName(edit, i - 1)) {
          edit.insert(i++, ARRAY, "ARRAY");
        }
      } else if (edit.is(i + 1, UNSIGNED_INTEGER_LITERAL, RBRACKET) && isType(edit, i - 1)) {
        edit.set(i, ARRAY, "ARRAY");
        edit.remove(i + 1);
        edit.remove(i + 1);
      } else {
        slice(edit, i);
      }
    }
  }

  /** {@code []} behind a type is a list type, elsewhere a list without elements. */
  private static void empty(TokenEdit edit, int at) {
    boolean type = edit.endsOperand(at - 1) || isTypeWord(edit, at - 1) || edit.is(at - 1, ARRAY);
    edit.remove(at + 1);
    if (type) {
      edit.set(at, ARRAY, "ARRAY");
    } else {
      edit.set(at, IDENTIFIER, "list_value");
      edit.insert(at + 1, LPAREN, "(");
      edit.insert(at + 2, RPAREN, ")");
    }
  }

  private static boolean isType(TokenEdit edit, int at) {
    return edit.is(at - 1, INFIX_CAST);
  }

  private static boolean isTypeWord(TokenEdit edit, int at) {
    return edit.is(at - 1, INFIX_CAST) || edit.is(at - 1, AS) || isTypeName(edit.kind(at));
  }

  private static boolean isTypeName(int kind) {
    return switch (kind) {
      case BIGINT,
          BINARY,
          BIT,
          BLOB,
          BOOLEAN,
          CHAR,
          CHARACTER,
          DATE,
          DATETIME,
          DEC,
          DECIMAL,
          DOUBLE,
          FLOAT,
          INT,
          INTEGER,
          JSON,
          NUMERIC,
          REAL,
          SMALLINT,
          TIME,
          TIMESTAMP,
          TINYINT,
          UUID,
          VARBINARY,
          VARCHAR,
          ZONE ->
          true;
      default -> false;
    };
  }

  /** Words that are keywords to Babel but may name a column whose item is meant. */
  private static boolean isName(TokenEdit edit, int at) {
    return switch (edit.kind(at)) {
      case VALUE, MAP, ROW, NAME, KEY, DATA, RESULT, SOURCE, A, C, G, K, M -> true;
      default -> false;
    };
  }

  /** {@code [from:to]}, either of which may be missing. */
  private static void slice(TokenEdit edit, int open) {
    int close = edit.closing(open);
    int colon = -1;
    int depth = 0;
    for (int i = open + 1; i < close && colon < 0; i++) {
      switch (edit.kind(i)) {
        case LPAREN, LBRACKET, LBRACE -> depth++;
        case RPAREN, RBRACKET, RBRACE -> depth--;
        case COLON -> colon = depth == 0 ? i : -1;
        default -> {}
      }
    }
    if (colon < 0) {
      return;
    }
    edit.insert(close, RPAREN, ")");
    if (colon + 1 == close) {
      // The last element, however many there are.
      edit.insert(close, UNSIGNED_INTEGER_LITERAL, "1");
      edit.insert(close, MINUS, "-");
    }
    edit.set(colon, COMMA, ",");
    if (colon == open + 1) {
      edit.insert(colon, UNSIGNED_INTEGER_LITERAL, "1");
    }
    edit.insert(open + 1, LPAREN, "(");
    edit.insert(open + 1, QUOTED_IDENTIFIER, '"' + DuckDbClauses.SLICE + '"');
  }
}
