package dev.skein.calcite.parser;

import static org.apache.calcite.sql.parser.babel.SqlBabelParserImplConstants.*;

import org.apache.calcite.sql.parser.babel.Token;

/**
 * Forms of a query: {@code FROM t} becomes {@code SELECT * FROM t}, {@code FROM t SELECT a} becomes
 * {@code SELECT a FROM t}, a {@code WHERE} without {@code FROM} reads one row, and {@code ALL} of
 * {@code GROUP BY ALL} and {@code ORDER BY ALL} becomes a name that {@link DuckDbClauses} knows.
 */
final class QueryForms {
  private QueryForms() {}

  static void rewrite(TokenEdit edit) {
    for (int i = 0; i < edit.size(); i++) {
      if (edit.is(i, FROM) && beginsQuery(edit, i)) {
        fromFirst(edit, i);
      }
      if (edit.is(i, SELECT)) {
        oneRow(edit, i);
      } else if (edit.is(i, BY, ALL)
          && (edit.is(i - 1, ORDER) || (edit.is(i - 1, GROUP) && endsClause(edit, i + 2)))) {
        edit.set(i + 1, QUOTED_IDENTIFIER, '"' + DuckDbClauses.ALL_COLUMNS + '"');
      }
    }
  }

  private static boolean beginsQuery(TokenEdit edit, int from) {
    if (edit.is(from - 1, LPAREN)) {
      // Not that of TRIM(FROM x).
      return !edit.is(from - 2, TRIM);
    }
    return from == 0
        || edit.is(from - 1, UNION)
        || edit.is(from - 1, INTERSECT)
        || edit.is(from - 1, EXCEPT)
        || (edit.is(from - 1, ALL) && edit.is(from - 2, UNION));
  }

  private static void fromFirst(TokenEdit edit, int from) {
    int select = find(edit, from + 1, SELECT);
    if (select < 0) {
      edit.insert(from, STAR, "*");
      edit.insert(from, SELECT, "SELECT");
      return;
    }
    int end = select + 1;
    for (int depth = 0; end < edit.size(); end++) {
      int kind = edit.kind(end);
      if (depth == 0 && (endsQuery(kind) || isClause(kind))) {
        break;
      }
      depth += depthChange(kind);
    }
    int to = from;
    for (int i = select; i < end; i++) {
      Token moved = edit.tokens().remove(i);
      edit.tokens().add(to++, moved);
    }
  }

  /** Gives a query its FROM if it has a clause that needs one. */
  private static void oneRow(TokenEdit edit, int select) {
    for (int i = select + 1, depth = 0; i < edit.size(); i++) {
      int kind = edit.kind(i);
      if (depth == 0 && (endsQuery(kind) || (kind == FROM && !edit.is(i - 1, DISTINCT)))) {
        return;
      }
      if (depth == 0 && (kind == WHERE || kind == QUALIFY || (kind == HAVING))) {
        edit.insert(i, QUOTED_IDENTIFIER, "\"one row\"");
        edit.insert(i, AS, "AS");
        edit.insert(i, RPAREN, ")");
        edit.insert(i, RPAREN, ")");
        edit.insert(i, UNSIGNED_INTEGER_LITERAL, "0");
        edit.insert(i, LPAREN, "(");
        edit.insert(i, VALUES, "VALUES");
        edit.insert(i, LPAREN, "(");
        edit.insert(i, FROM, "FROM");
        return;
      }
      depth += depthChange(kind);
    }
  }

  private static int find(TokenEdit edit, int start, int wanted) {
    for (int i = start, depth = 0; i < edit.size(); i++) {
      int kind = edit.kind(i);
      if (depth == 0 && kind == wanted) {
        return i;
      }
      if (depth == 0 && endsQuery(kind)) {
        return -1;
      }
      depth += depthChange(kind);
    }
    return -1;
  }

  private static int depthChange(int kind) {
    return switch (kind) {
      case LPAREN, LBRACKET, LBRACE -> 1;
      case RPAREN, RBRACKET, RBRACE -> -1;
      default -> 0;
    };
  }

  private static boolean endsQuery(int kind) {
    return kind == EOF
        || kind == RPAREN
        || kind == SEMICOLON
        || kind == UNION
        || kind == INTERSECT
        || kind == EXCEPT;
  }

  private static boolean isClause(int kind) {
    return switch (kind) {
      case WHERE, GROUP, HAVING, QUALIFY, WINDOW, ORDER, LIMIT, OFFSET, FETCH -> true;
      default -> false;
    };
  }

  private static boolean endsClause(TokenEdit edit, int at) {
    return endsQuery(edit.kind(at)) || isClause(edit.kind(at));
  }
}
