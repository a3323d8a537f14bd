package dev.skein.calcite.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.remote.TypedValue;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement with parameters that DuckDB runs as it is. The types of its columns are
 * those that it would have were the parameters NULL: as in DuckDB, only the values decide, so that
 * each execution is {@link #typed} before it begins.
 */
final class UntypedSignature<T> extends CalciteSignature<T> {
  private final String text;
  private final String reason;
  private final long maxRows;

  /**
   * @param reason why DuckDB runs it as it is
   */
  UntypedSignature(String text, CalciteSignature<T> planned, String reason, long maxRows) {
    super(
        text,
        planned.parameters,
        Map.of(),
        planned.rowType,
        planned.columns,
        planned.cursorFactory,
        planned.rootSchema,
        planned.getCollationList(),
        maxRows,
        null,
        planned.statementType);
    this.text = text;
    this.reason = reason;
    this.maxRows = maxRows;
  }

  String text() {
    return text;
  }

  String reason() {
    return reason;
  }

  long maxRows() {
    return maxRows;
  }

  /** What to run for the values that a statement has now. */
  Meta.Signature typed(AvaticaStatement statement) throws SQLException {
    List<@Nullable TypedValue> bound = BoundValues.of(statement);
    List<TypedValue> values = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      TypedValue value = i < bound.size() ? bound.get(i) : null;
      if (value == null) {
        throw new SQLException("Parameter " + (i + 1) + " of " + parameters.size() + " is not set");
      }
      values.add(value);
    }
    CalciteConnection connection = statement.getConnection().unwrap(CalciteConnection.class);
    Meta.Signature typed;
    try {
      typed = new SkeinPrepare().typed(connection.createPrepareContext(), this, values);
    } catch (RuntimeException e) {
      throw new SQLException(e.getMessage(), e);
    }
    if (connection.getProperties().containsKey(Driver.TYPES_AS_PREPARED)) {
      checkTypes(typed);
    }
    return typed;
  }

  private void checkTypes(Meta.Signature typed) throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      String told = columns.get(i).type.name;
      String came = typed.columns.get(i).type.name;
      if (!told.equals(came)) {
        throw new SQLException(
            "With these parameters column "
                + (i + 1)
                + " ("
                + columns.get(i).label
                + ") is "
                + came
                + ", and clients of a server know it as "
                + told
                + ", as it was when the statement was prepared; write CAST(? AS <type>)");
      }
    }
  }
}
