package dev.skein.calcite.parser;

import static org.apache.calcite.sql.parser.babel.SqlBabelParserImplConstants.*;

/** Single words and signs. */
final class Spellings {
  private Spellings() {}

  static void rewrite(TokenEdit edit) {
    boolean matches = edit.tokens().stream().anyMatch(token -> token.kind == MATCH_RECOGNIZE);
    for (int i = 0; i < edit.size(); i++) {
      if (edit.is(i, EQ, EQ) && edit.touches(i)) {
        edit.remove(i + 1);
      } else if (edit.is(i, C_STYLE_ESCAPED_STRING_LITERAL)) {
        edit.set(i, QUOTED_STRING, EscapedText.quoted(edit.image(i)));
      } else if (edit.isNumber(i) && edit.touches(i) && isGroup(edit, i + 1)) {
        joinGroups(edit, i);
      } else if (edit.is(i, BINARY)
          && !edit.is(i + 1, LPAREN)
          && !edit.is(i + 1, VARYING)
          && !edit.is(i + 1, LARGE)) {
        edit.set(i, VARBINARY, "VARBINARY");
      } else if (edit.is(i, WITH, TIME, ZONE) && isOfTimestamp(edit, i - 1)) {
        edit.insert(i + 1, LOCAL, "LOCAL");
      } else if (edit.is(i, DECIMAL, QUOTED_STRING)) {
        // A literal of Calcite's has the digits of its text.
        edit.set(i, QUOTED_STRING, edit.image(i + 1));
        edit.set(i + 1, INFIX_CAST, "::");
        edit.insert(i + 2, DECIMAL, "DECIMAL");
      } else if (edit.is(i, FLOAT)) {
        edit.set(i, REAL, "REAL");
      } else if (edit.is(i, COLON, EQ) && edit.touches(i)) {
        edit.set(i, NAMED_ARGUMENT_ASSIGNMENT, "=>");
        edit.remove(i + 1);
      } else if (edit.is(i, COMMA) && (edit.is(i + 1, FROM) || edit.is(i + 1, EOF))) {
        edit.remove(i);
      } else if (edit.isWord(i, "materialized") && edit.is(i + 1, LPAREN)) {
        int before = edit.is(i - 1, NOT) ? i - 1 : i;
        if (edit.is(before - 1, AS)) {
          for (int j = i; j >= before; j--) {
            edit.remove(j);
          }
        }
      } else if (edit.is(i + 1, LPAREN)
          && (isFunction(edit.kind(i), matches)
              || (isOfDates(edit.kind(i)) && edit.is(i + 2, QUOTED_STRING)))) {
        edit.set(i, IDENTIFIER, edit.image(i));
      } else if (edit.endsOperand(i - 1) && edit.isWord(i, "isnull") && !edit.is(i + 1, LPAREN)) {
        nullTest(edit, i, false);
      } else if (edit.endsOperand(i - 1) && edit.isWord(i, "notnull") && !edit.is(i + 1, LPAREN)) {
        nullTest(edit, i, true);
      }
    }
  }

  /** Whether a type ends here that is TIMESTAMP, perhaps with a precision. */
  private static boolean isOfTimestamp(TokenEdit edit, int at) {
    return edit.is(at, TIMESTAMP)
        || (edit.is(at, RPAREN) && edit.is(at - 2, LPAREN) && edit.is(at - 3, TIMESTAMP));
  }

  /** Whether digits after an underscore begin here. */
  private static boolean isGroup(TokenEdit edit, int at) {
    return edit.is(at, IDENTIFIER) && edit.image(at).matches("_[0-9][0-9_]*([eE][0-9]+)?");
  }

  /** Puts a number together whose digits stand in groups, as in 1_000.000_5. */
  private static void joinGroups(TokenEdit edit, int at) {
    StringBuilder number = new StringBuilder(edit.image(at));
    while (isGroup(edit, at + 1)
        || (edit.is(at + 1, DECIMAL_NUMERIC_LITERAL) && edit.image(at + 1).startsWith("."))) {
      number.append(edit.image(at + 1));
      boolean more = edit.touches(at + 1);
      edit.remove(at + 1);
      if (!more) {
        break;
      }
    }
    String digits = number.toString().replace("_", "");
    boolean approximate = digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0;
    int kind =
        approximate
            ? APPROX_NUMERIC_LITERAL
            : digits.indexOf('.') >= 0 ? DECIMAL_NUMERIC_LITERAL : UNSIGNED_INTEGER_LITERAL;
    edit.set(at, kind, digits);
  }

  /** Whether a keyword of Calcite's is a function of DuckDB's where a parenthesis follows. */
  private static boolean isFunction(int kind, boolean matches) {
    return kind == RANGE || (!matches && (kind == FIRST || kind == LAST));
  }

  /** Calcite names a unit without quotes, and last where it is that of a DATE_DIFF. */
  private static boolean isOfDates(int kind) {
    return kind == DATE_DIFF || kind == DATEDIFF || kind == DATEPART;
  }

  private static void nullTest(TokenEdit edit, int at, boolean not) {
    edit.set(at, NULL, "NULL");
    if (not) {
      edit.insert(at, NOT, "NOT");
    }
    edit.insert(at, IS, "IS");
  }
}
