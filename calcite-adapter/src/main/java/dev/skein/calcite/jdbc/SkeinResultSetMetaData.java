package dev.skein.calcite.jdbc;

import java.sql.SQLException;
import java.sql.Types;
import org.apache.calcite.avatica.AvaticaResultSetMetaData;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;

/**
 * Columns as clients see them. A HUGEINT, which is a decimal of 39 digits to the planner, shows
 * DuckDB's 38: many clients have no wider decimals, and refuse a column that might be one.
 */
final class SkeinResultSetMetaData extends AvaticaResultSetMetaData {
  private static final int MAX_DIGITS = 38;

  SkeinResultSetMetaData(AvaticaStatement statement, Meta.Signature signature) {
    super(statement, null, signature);
  }

  @Override
  public int getPrecision(int column) throws SQLException {
    int digits = super.getPrecision(column);
    return getColumnType(column) == Types.DECIMAL ? Math.min(digits, MAX_DIGITS) : digits;
  }
}
