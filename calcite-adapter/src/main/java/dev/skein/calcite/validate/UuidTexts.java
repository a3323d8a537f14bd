package dev.skein.calcite.validate;

import dev.skein.calcite.rel.StoredTable;
import dev.skein.calcite.sql.BetterInDuckDb;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorTable;
import org.jspecify.annotations.Nullable;

/**
 * Finds the texts of UUIDs that are not spelled as DuckDB shows UUIDs, in capital letters or
 * without hyphens. To Calcite columns of UUIDs are texts, and such a text is another one.
 */
final class UuidTexts extends SqlBasicVisitor<@Nullable Void> {
  private static final Pattern SHOWN = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F]{32}");

  private final SqlValidator validator;
  private boolean otherwise;
  private boolean uuids;

  private UuidTexts(SqlValidator validator) {
    this.validator = validator;
  }

  /**
   * @param query a validated one
   * @throws BetterInDuckDb if it has such a text, and UUIDs beside it
   */
  static void refuse(SqlNode query, SqlValidator validator) {
    UuidTexts found = new UuidTexts(validator);
    query.accept(found);
    if (found.otherwise && found.uuids) {
      throw new BetterInDuckDb("read the text of a UUID");
    }
  }

  @Override
  public @Nullable Void visit(SqlLiteral literal) {
    if (SqlTypeName.CHAR_TYPES.contains(literal.getTypeName())) {
      String text = literal.getValueAs(String.class);
      otherwise |=
          !SHOWN.matcher(text).matches() && DIGITS.matcher(text.replaceAll("[{}-]", "")).matches();
    }
    uuids |= literal.getTypeName() == SqlTypeName.UUID;
    return null;
  }

  /** The table of a FROM; the names of columns have no namespace. */
  @Override
  public @Nullable Void visit(SqlIdentifier name) {
    SqlValidatorNamespace namespace = validator.getNamespace(name);
    SqlValidatorTable table = namespace == null ? null : namespace.getTable();
    StoredTable stored = table == null ? null : table.unwrap(StoredTable.class);
    uuids |= stored != null && stored.hasUuid();
    return null;
  }

  @Override
  public @Nullable Void visit(SqlDataTypeSpec type) {
    uuids |= type.getTypeName().getSimple().equalsIgnoreCase("UUID");
    return null;
  }
}
