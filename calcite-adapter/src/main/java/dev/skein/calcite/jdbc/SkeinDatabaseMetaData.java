package dev.skein.calcite.jdbc;

import dev.skein.calcite.schema.DistributedSchema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TimeZone;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaDatabaseMetaData;
import org.apache.calcite.avatica.AvaticaResultSetMetaData;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.MetaImpl;
import org.apache.calcite.avatica.util.ListIteratorCursor;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.CalciteSchema;
import org.jspecify.annotations.Nullable;

/** Calcite's metadata, and the primary keys that it does not tell. */
final class SkeinDatabaseMetaData extends AvaticaDatabaseMetaData {
  private static final List<ColumnMetaData> PRIMARY_KEY =
      List.of(
          text("TABLE_CAT", 0, true),
          text("TABLE_SCHEM", 1, true),
          text("TABLE_NAME", 2, false),
          text("COLUMN_NAME", 3, false),
          MetaImpl.columnMetaData(
              "KEY_SEQ", 4, ColumnMetaData.scalar(Types.SMALLINT, "SMALLINT", Rep.SHORT), false),
          text("PK_NAME", 5, true));

  private final AvaticaConnection connection;

  SkeinDatabaseMetaData(AvaticaConnection connection) {
    super(connection);
    this.connection = connection;
  }

  /** The columns of a table's primary key, ordered by their names as JDBC wants them. */
  @Override
  public ResultSet getPrimaryKeys(@Nullable String catalog, @Nullable String schema, String table)
      throws SQLException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    CalciteSchema root =
        ((CalciteConnection) connection).getRootSchema().unwrap(CalciteSchema.class);
    SkeinSchemas.named(root)
        .forEach(
            (name, distributed) -> {
              if (schema == null || schema.equals(name)) {
                rows.addAll(primaryKey(name, distributed, table));
              }
            });
    rows.sort(Comparator.comparing(row -> String.valueOf(row.get(3))));
    Meta.Signature signature =
        Meta.Signature.create(
            PRIMARY_KEY, null, List.of(), Meta.CursorFactory.LIST, Meta.StatementType.SELECT);
    return new SkeinResultSet(
            null,
            null,
            signature,
            new AvaticaResultSetMetaData(null, null, signature),
            TimeZone.getDefault(),
            null)
        .execute2(new ListIteratorCursor(rows.iterator()), PRIMARY_KEY);
  }

  private static List<List<@Nullable Object>> primaryKey(
      String name, DistributedSchema schema, String table) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    List<String> columns = schema.primaryKey(table);
    for (int i = 0; i < columns.size(); i++) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(null);
      row.addAll(List.of(name, table, columns.get(i), (short) (i + 1)));
      row.add(null);
      rows.add(row);
    }
    return rows;
  }

  private static ColumnMetaData text(String name, int index, boolean nullable) {
    return MetaImpl.columnMetaData(
        name, index, ColumnMetaData.scalar(Types.VARCHAR, "VARCHAR", Rep.STRING), nullable);
  }
}
