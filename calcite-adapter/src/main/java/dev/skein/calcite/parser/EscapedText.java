package dev.skein.calcite.parser;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Texts with escapes, {@code E'a\\tb'}, as DuckDB reads them: Calcite knows other escapes, and such
 * a text in another character set than all others.
 */
final class EscapedText {
  private static final int OCTAL = 8;
  private static final int HEX = 16;

  private final String text;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int at;

  private EscapedText(String text) {
    this.text = text;
  }

  /** The same text without escapes, in quotes. */
  static String quoted(String image) {
    String inner = image.substring(image.indexOf('\'') + 1, image.length() - 1);
    String plain = new EscapedText(inner.replace("''", "'")).read();
    return "'" + plain.replace("'", "''") + "'";
  }

  private String read() {
    while (at < text.length()) {
      int c = text.codePointAt(at);
      at += Character.charCount(c);
      if (c == '\\' && at < text.length()) {
        escape();
      } else {
        add(Character.toString(c));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private void escape() {
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    switch (c) {
      case 'b' -> add("\b");
      case 'f' -> add("\f");
      case 'n' -> add("\n");
      case 'r' -> add("\r");
      case 't' -> add("\t");
      case 'x' -> {
        if (at < text.length() && Character.digit(text.charAt(at), HEX) >= 0) {
          bytes.write(number(HEX, 2));
        } else {
          add("x");
        }
      }
      default -> {
        if (Character.digit(c, OCTAL) >= 0) {
          at--;
          bytes.write(number(OCTAL, 3));
        } else {
          add(Character.toString(c));
        }
      }
    }
  }

  private int number(int radix, int most) {
    int number = 0;
    for (int i = 0; i < most && at < text.length(); i++) {
      int digit = Character.digit(text.charAt(at), radix);
      if (digit < 0) {
        break;
      }
      number = number * radix + digit;
      at++;
    }
    return number;
  }

  private void add(String part) {
    bytes.writeBytes(part.getBytes(StandardCharsets.UTF_8));
  }
}
