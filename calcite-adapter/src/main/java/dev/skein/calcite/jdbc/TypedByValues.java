package dev.skein.calcite.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.remote.TypedValue;
import org.apache.calcite.jdbc.CalciteConnection;
import org.jspecify.annotations.Nullable;

/**
 * How a statement is planned for the values of its parameters, as one that DuckDB runs as it is.
 *
 * @param reason why DuckDB does
 */
record TypedByValues(String text, String reason, long maxRows) {
  /** What to run for the values that a statement has now. */
  Meta.Signature typed(Meta.Signature prepared, AvaticaStatement statement) throws SQLException {
    List<@Nullable TypedValue> bound = BoundValues.of(statement);
    List<TypedValue> values = new ArrayList<>();
    for (int i = 0; i < prepared.parameters.size(); i++) {
      TypedValue value = i < bound.size() ? bound.get(i) : null;
      if (value == null) {
        throw new SQLException(
            "Parameter " + (i + 1) + " of " + prepared.parameters.size() + " is not set");
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
      checkTypes(prepared, typed);
    }
    return typed;
  }

  private static void checkTypes(Meta.Signature prepared, Meta.Signature typed)
      throws SQLException {
    for (int i = 0; i < prepared.columns.size(); i++) {
      String told = prepared.columns.get(i).type.name;
      String came = typed.columns.get(i).type.name;
      if (!told.equals(came)) {
        throw new SQLException(
            "With these parameters column "
                + (i + 1)
                + " ("
                + prepared.columns.get(i).label
                + ") is "
                + came
                + ", and clients of a server know it as "
                + told
                + ", as it was when the statement was prepared; write CAST(? AS <type>)");
      }
    }
  }
}
