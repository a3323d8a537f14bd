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
