package dev.skein.calcite.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a script at the semicolons that end statements, and not at those inside strings, quoted
 * names, comments or dollar quotes. It knows no more of SQL than that: what a statement means is
 * the connection's business.
 */
final class ScriptSplitter {
  private final String script;
  private final List<ScriptStatement> statements = new ArrayList<>();

  /** Where the current statement's first token starts, or -1 when none has been seen. */
  private int start = -1;

  /** Just after the current statement's last token. */
  private int end;

  private boolean open;

  private ScriptSplitter(String script) {
    this.script = script;
  }

  /** The statements of a script in order; the last one needs no semicolon. */
  static List<ScriptStatement> split(String script) {
    ScriptSplitter splitter = new ScriptSplitter(script);
    splitter.scan();
    splitter.finish();
    return List.copyOf(splitter.statements);
  }

  /**
   * Whether the shell has to read another line: text is left after the last semicolon, or a string,
   * name or comment has not been closed.
   */
  static boolean isIncomplete(String script) {
    ScriptSplitter splitter = new ScriptSplitter(script);
    splitter.scan();
    return splitter.start >= 0 || splitter.open;
  }

  private void scan() {
    int at = 0;
    while (at < script.length()) {
      char c = script.charAt(at);
      if (c == ';') {
        finish();
        at++;
      } else if (script.startsWith("--", at)) {
        int newline = script.indexOf('\n', at);
        at = newline < 0 ? script.length() : newline + 1;
      } else if (script.startsWith("/*", at)) {
        at = after(script.indexOf("*/", at + 2), 2);
      } else if (Character.isWhitespace(c)) {
        at++;
      } else {
        if (start < 0) {
          start = at;
        }
        at = afterToken(at, c);
        end = at;
      }
    }
  }

  private int afterToken(int at, char c) {
    return switch (c) {
      // A doubled quote inside is two quoted pieces side by side, which cuts the same.
      case '\'', '"', '`' -> after(script.indexOf(c, at + 1), 1);
      case '$' -> {
        int tagEnd = dollarTagEnd(at);
        if (tagEnd < 0) {
          yield at + 1;
        }
        String tag = script.substring(at, tagEnd);
        yield after(script.indexOf(tag, tagEnd), tag.length());
      }
      default -> afterWord(at);
    };
  }

  /** A name may hold dollars ({@code a$b$c}), which then open no quote. */
  private int afterWord(int at) {
    int next = at + 1;
    if (Character.isJavaIdentifierPart(script.charAt(at))) {
      while (next < script.length() && Character.isJavaIdentifierPart(script.charAt(next))) {
        next++;
      }
    }
    return next;
  }

  /** Just after the {@code $tag$} that opens at the given dollar, or -1 if it opens none. */
  private int dollarTagEnd(int at) {
    for (int i = at + 1; i < script.length(); i++) {
      char c = script.charAt(i);
      if (c == '$') {
        return i + 1;
      }
      boolean partOfTag = Character.isLetter(c) || c == '_' || (i > at + 1 && Character.isDigit(c));
      if (!partOfTag) {
        return -1;
      }
    }
    return -1;
  }

  private int after(int closing, int width) {
    if (closing < 0) {
      open = true;
      return script.length();
    }
    return closing + width;
  }

  private void finish() {
    if (start >= 0) {
      int lineStart = script.lastIndexOf('\n', start - 1) + 1;
      int line = 1 + (int) script.substring(0, lineStart).chars().filter(c -> c == '\n').count();
      statements.add(
          new ScriptStatement(script.substring(start, end), line, start - lineStart + 1));
    }
    start = -1;
  }
}
