package dev.skein.calcite.parser;

import static org.apache.calcite.sql.parser.babel.SqlBabelParserImplConstants.*;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The order in which an aggregate takes its rows: {@code list(a ORDER BY b)} becomes {@code list(a)
 * WITHIN GROUP (ORDER BY b)}. Babel's parser reads the first form only of functions it knows, and
 * Calcite's translation of that form forgets a FILTER and that there may be no rows.
 */
final class OrderedArguments {
  private static final Set<String> AGGREGATES =
      Set.of("list", "first", "last", "json_group_array", "arg_max_null", "arg_min_null");

  /** Those that Calcite knows, as others of the same meaning. */
  private static final Map<String, String> KNOWN =
      Map.of("string_agg", "listagg", "array_agg", "list");

  private OrderedArguments() {}

  static void rewrite(TokenEdit edit) {
    for (int i = 0; i + 1 < edit.size(); i++) {
      String name = edit.image(i).toLowerCase(Locale.ROOT);
      if (edit.is(i + 1, LPAREN) && (AGGREGATES.contains(name) || KNOWN.containsKey(name))) {
        int close = edit.closing(i + 1);
        int order = order(edit, i + 2, close);
        boolean moves = order > 0 && (AGGREGATES.contains(name) || moves(edit, i + 1, close));
        if (moves) {
          edit.insert(order, LPAREN, "(");
          edit.insert(order, GROUP, "GROUP");
          edit.insert(order, WITHIN, "WITHIN");
          edit.insert(order, RPAREN, ")");
        }
        if (moves || (order < 0 && name.equals("string_agg"))) {
          edit.set(i, IDENTIFIER, KNOWN.getOrDefault(name, edit.image(i)));
        }
      }
    }
  }

  /** DuckDB wants what a DISTINCT is ordered by among its arguments, which Calcite may cast. */
  private static boolean moves(TokenEdit edit, int open, int close) {
    return edit.is(close + 1, FILTER)
        || (!edit.is(close + 1, OVER) && !edit.is(open + 1, DISTINCT));
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
