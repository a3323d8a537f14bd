package dev.skein.calcite.jdbc;

import java.util.Collections;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.jspecify.annotations.Nullable;

/** Calcite's validator (1.42) where it gives up a statement for what it could do without. */
final class SkeinValidator extends SqlValidatorImpl {
  SkeinValidator(
      SqlOperatorTable operators,
      SqlValidatorCatalogReader catalog,
      RelDataTypeFactory types,
      Config config) {
    super(operators, catalog, types, config);
  }

  /**
   * A comparison looks at the types of its sides, to give a text its collation, before it says what
   * type a parameter among them has.
   */
  @Override
  public RelDataType getValidatedNodeType(SqlNode node) {
    RelDataType known = getValidatedNodeTypeIfKnown(node);
    return known == null && node instanceof SqlDynamicParam
        ? getUnknownType()
        : super.getValidatedNodeType(node);
  }

  /**
   * Calcite looks for the list of an UNNEST by its last name alone, and takes the whole statement
   * for ambiguous if two tables have a column of that name.
   */
  @Override
  public List<@Nullable List<String>> getFieldOrigins(SqlNode query) {
    try {
      return super.getFieldOrigins(query);
    } catch (CalciteContextException ambiguous) {
      return Collections.nCopies(getValidatedNodeType(query).getFieldCount(), null);
    }
  }
}
