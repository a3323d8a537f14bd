package dev.skein.calcite.parser;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImplConstants;
import org.apache.calcite.sql.parser.babel.Token;

/** The tokens of a statement while they are changed. New ones take the position of a neighbour. */
final class TokenEdit implements SqlBabelParserImplConstants {
  private static final Set<Integer> ENDS_OF_OPERANDS =
      Set.of(
          IDENTIFIER,
          QUOTED_IDENTIFIER,
          BACK_QUOTED_IDENTIFIER,
          QUOTED_STRING,
          UNSIGNED_INTEGER_LITERAL,
          DECIMAL_NUMERIC_LITERAL,
          APPROX_NUMERIC_LITERAL,
          RPAREN,
          RBRACKET,
          RBRACE,
          HOOK,
          END,
          TRUE,
          FALSE,
          NULL);

  private final List<Token> tokens;

  TokenEdit(List<Token> tokens) {
    this.tokens = new ArrayList<>(tokens);
  }

  List<Token> tokens() {
    return tokens;
  }

  int size() {
    return tokens.size();
  }

  /** The kind of a token; that of the end for places outside. */
  int kind(int at) {
    return at < 0 || at >= tokens.size() ? EOF : tokens.get(at).kind;
  }

  boolean is(int at, int... kinds) {
    for (int i = 0; i < kinds.length; i++) {
      if (kind(at + i) != kinds[i]) {
        return false;
      }
    }
    return true;
  }

  boolean isNumber(int at) {
    return is(at, UNSIGNED_INTEGER_LITERAL)
        || is(at, DECIMAL_NUMERIC_LITERAL)
        || is(at, APPROX_NUMERIC_LITERAL);
  }

  /** Whether a token is a word, whatever its kind. */
  boolean isWord(int at, String word) {
    return at >= 0 && at < tokens.size() && tokens.get(at).image.equalsIgnoreCase(word);
  }

  String image(int at) {
    return tokens.get(at).image;
  }

  String upperCase(int at) {
    return image(at).toUpperCase(Locale.ROOT);
  }

  /** Whether two tokens stand together without a blank. */
  boolean touches(int at) {
    Token left = tokens.get(at);
    Token right = tokens.get(at + 1);
    return left.endLine == right.beginLine && left.endColumn + 1 == right.beginColumn;
  }

  /** Whether a value ends with this token, so that what follows applies to it. */
  boolean endsOperand(int at) {
    return ENDS_OF_OPERANDS.contains(kind(at));
  }

  void set(int at, int kind, String image) {
    tokens.set(at, create(kind, image, tokens.get(at)));
  }

  void insert(int at, int kind, String image) {
    tokens.add(at, create(kind, image, tokens.get(Math.min(at, tokens.size() - 1))));
  }

  void remove(int at) {
    tokens.remove(at);
  }

  /** The place of the bracket that closes the one at {@code open}, or -1. */
  int closing(int open) {
    int depth = 0;
    for (int i = open; i < tokens.size(); i++) {
      switch (kind(i)) {
        case LPAREN, LBRACKET, LBRACE, LBRACE_D, LBRACE_T, LBRACE_TS, LBRACE_FN -> depth++;
        case RPAREN, RBRACKET, RBRACE -> {
          if (--depth == 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    return -1;
  }

  private static Token create(int kind, String image, Token place) {
    Token token = Token.newToken(kind);
    token.kind = kind;
    token.image = image;
    token.beginLine = place.beginLine;
    token.beginColumn = place.beginColumn;
    token.endLine = place.endLine;
    token.endColumn = place.endColumn;
    return token;
  }
}
