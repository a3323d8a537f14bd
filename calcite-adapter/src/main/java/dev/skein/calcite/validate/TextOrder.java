package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Finds constant texts that Calcite sorts otherwise than DuckDB: by the halves of the characters
 * above U+FFFF, which come before those from U+E000 on. It intersects ranges of such texts.
 */
final class TextOrder extends SqlBasicVisitor<@Nullable Void> {
  private static final char AFTER_HALVES = '\uE000';

  private boolean halves;
  private boolean after;

  private TextOrder() {}

  /**
   * @param query a validated one
   * @throws BetterInDuckDb if it has texts with both
   */
  static void refuse(SqlNode query) {
    TextOrder found = new TextOrder();
    query.accept(found);
    if (found.halves && found.after) {
      throw new BetterInDuckDb("sort texts by their characters");
    }
  }

  @Override
  public @Nullable Void visit(SqlLiteral literal) {
    if (SqlTypeName.CHAR_TYPES.contains(literal.getTypeName())) {
      String text = literal.getValueAs(String.class);
      halves |= text.chars().anyMatch(c -> Character.isSurrogate((char) c));
      after |= text.chars().anyMatch(c -> c >= AFTER_HALVES);
    }
    return null;
  }
}
