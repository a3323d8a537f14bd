package dev.skein.calcite.parser;

import static org.apache.calcite.sql.parser.babel.SqlBabelParserImplConstants.*;

import java.util.Locale;
import java.util.Set;

/**
 * The order in which an aggregate takes its rows: {@code list(a ORDER BY b)} becomes {@code list(a)
 * WITHIN GROUP (ORDER BY b)}. Babel's parser reads the first form only of functions it knows.
 */
final class OrderedArguments {
  private static final Set<String> AGGREGATES =
      Set.of("list", "first", "last", "json_group_array", "arg_max_null", "arg_min_null");

  private OrderedArguments() {}

  static void rewrite(TokenEdit edit) {
    for (int i = 0; i + 1 < edit.size(); i++) {
      if (edit.is(i + 1, LPAREN) && AGGREGATES.contains(edit.image(i).toLowerCase(Locale.ROOT))) {
        int close = edit.closing(i + 1);
        int order = order(edit, i + 2, close);
        if (order > 0) {
          edit.insert(order, LPAREN, "(");
          edit.insert(order, GROUP, "GROUP");
          edit.insert(order, WITHIN, "WITHIN");
          edit.insert(order, RPAREN, ")");
        }
      }
    }
  }

  private static int order(TokenEdit edit, int start, int close) {
    for (int i = start, depth = 0; i < close; i++) {
      switch (edit.kind(i)) {
        case LPAREN, LBRACKET, LBRACE -> depth++;
        case RPAREN, RBRACKET, RBRACE -> depth--;
        default -> {
          if (depth == 0 && edit.is(i, ORDER, BY)) {
            return i;
          }
        }
      }
    }
    return -1;
  }
}
