package dev.skein.calcite.jdbc.value;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import org.apache.calcite.avatica.AvaticaResultSet;
import org.apache.calcite.avatica.AvaticaResultSetMetaData;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.MetaImpl;
import org.apache.calcite.avatica.util.ListIteratorCursor;

/**
 * The elements of an array as JDBC's {@code Array.getResultSet} has them: the place, from 1, and
 * the value. Avatica's server reads lists of lists with it.
 */
@SuppressWarnings("NullAway") // Avatica's classes take null for what a result of no statement lacks
final class ElementRows extends AvaticaResultSet {
  private final ValueForm element;

  private ElementRows(ValueForm element, Meta.Signature signature) throws SQLException {
    super(
        null,
        null,
        signature,
        new AvaticaResultSetMetaData(null, null, signature),
        TimeZone.getDefault(),
        null);
    this.element = element;
  }

  static ResultSet of(ValueForm.Elements form, List<?> values) throws SQLException {
    List<ColumnMetaData> columns =
        List.of(
            column("INDEX", 0, Types.INTEGER, "INTEGER"),
            column("VALUE", 1, form.sqlType(), form.typeName()));
    Meta.Signature signature =
        Meta.Signature.create(
            columns, null, List.of(), Meta.CursorFactory.LIST, Meta.StatementType.SELECT);
    List<List<Object>> rows = new ArrayList<>();
    for (Object value : values) {
      rows.add(Arrays.asList(rows.size() + 1, value));
    }
    return new ElementRows(form.element(), signature).over(rows, columns);
  }

  private static ColumnMetaData column(String name, int index, int type, String typeName) {
    return MetaImpl.columnMetaData(
        name, index, ColumnMetaData.scalar(type, typeName, Rep.OBJECT), true);
  }

  private ResultSet over(List<List<Object>> rows, List<ColumnMetaData> columns) {
    boolean isPlain = element instanceof ValueForm.Plain;
    execute2(
        new ListIteratorCursor(rows.iterator()),
        List.of(
            columns.get(0),
            isPlain ? columns.get(1) : column("VALUE", 1, Types.JAVA_OBJECT, "ANY")));
    if (!isPlain) {
      accessorList =
          List.of(
              accessorList.get(0), new ValueAccessor(accessorList.get(1), element, localCalendar));
    }
    return this;
  }
}
