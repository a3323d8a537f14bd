package dev.skein.calcite.parser;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.calcite.sql.parser.babel.SimpleCharStream;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImplTokenManager;
import org.apache.calcite.sql.parser.babel.Token;
import org.jspecify.annotations.Nullable;

/**
 * Reads all tokens of a statement when the parser asks for the first, and replaces those that
 * DuckDB writes otherwise. The parser asks once for each token, however far it looks ahead.
 */
final class DuckDbTokens extends SqlBabelParserImplTokenManager {
  private @Nullable Deque<Token> tokens;

  DuckDbTokens(SimpleCharStream characters) {
    super(characters);
  }

  @Override
  public Token getNextToken() {
    Deque<Token> left = tokens;
    if (left == null) {
      left = new ArrayDeque<>(rewritten());
      tokens = left;
    }
    // The end is asked for again and again.
    return left.size() > 1 ? left.remove() : left.element();
  }

  private List<Token> rewritten() {
    List<Token> read = new ArrayList<>();
    do {
      read.add(super.getNextToken());
    } while (read.get(read.size() - 1).kind != EOF);
    TokenEdit edit = new TokenEdit(read);
    dropEnd(edit);
    Spellings.rewrite(edit);
    ListNotation.rewrite(edit);
    StructNotation.rewrite(edit);
    IntervalNotation.rewrite(edit);
    QueryForms.rewrite(edit);
    OrderedArguments.rewrite(edit);
    InfixCasts.rewrite(edit);
    return edit.tokens();
  }

  /** A statement may end with semicolons, which Babel takes for a list of statements. */
  private static void dropEnd(TokenEdit edit) {
    while (edit.is(edit.size() - 2, SEMICOLON)) {
      edit.remove(edit.size() - 2);
    }
  }
}
