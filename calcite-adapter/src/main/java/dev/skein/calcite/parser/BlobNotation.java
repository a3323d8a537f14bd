package dev.skein.calcite.parser;

import java.io.ByteArrayOutputStream;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * {@code '\xAA'::BLOB} is the binary literal {@code X'AA'}: DuckDB's name of the type comes with
 * its notation of bytes. A text without such bytes is cast as Calcite does, to the bytes of UTF-8.
 */
final class BlobNotation {
  private static final Set<String> TYPES = Set.of("BLOB", "BYTEA");
  private static final String ESCAPE = "\\x";
  private static final int ESCAPED_LENGTH = 4;
  private static final int HEX = 16;
  private static final int MAX_ASCII = 127;

  private BlobNotation() {}

  static SqlNode rewrite(SqlCall call) {
    if (call.getKind() != SqlKind.CAST
        || !(call.operand(1) instanceof SqlDataTypeSpec type)
        || !TYPES.contains(type.getTypeName().toString().toUpperCase(java.util.Locale.ROOT))
        || !(call.operand(0) instanceof SqlLiteral literal)
        || !SqlTypeName.CHAR_TYPES.contains(literal.getTypeName())) {
      return call;
    }
    String text = literal.getValueAs(String.class);
    byte[] bytes = text != null && text.contains(ESCAPE) ? bytes(text) : null;
    return bytes == null ? call : SqlLiteral.createBinaryString(bytes, call.getParserPosition());
  }

  /** The bytes of a text, or null if it is not in this notation, which DuckDB refuses. */
  private static byte @Nullable [] bytes(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        int end = i + ESCAPED_LENGTH;
        if (!text.startsWith(ESCAPE, i) || end > text.length()) {
          return null;
        }
        int high = Character.digit(text.charAt(end - 2), HEX);
        int low = Character.digit(text.charAt(end - 1), HEX);
        if (high < 0 || low < 0) {
          return null;
        }
        bytes.write(high * HEX + low);
        i = end - 1;
      } else if (c > MAX_ASCII) {
        return null;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toByteArray();
  }
}
