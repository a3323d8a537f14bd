package dev.skein.calcite.cli;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The tables and columns of a connection, for the shell's completion and its {@code \d}. */
final class SchemaNames {
  private final Connection connection;
  private @Nullable Collection<String> all;

  SchemaNames(Connection connection) {
    this.connection = connection;
  }

  /** The names of schemas, tables and columns; read once, when first asked for. */
  Collection<String> all() throws SQLException {
    Collection<String> names = all;
    if (names == null) {
      names = new TreeSet<>();
      try (ResultSet columns = connection.getMetaData().getColumns(null, null, null, null)) {
        while (columns.next()) {
          String schema = columns.getString("TABLE_SCHEM");
          if (schema != null) {
            names.add(schema);
          }
          names.add(columns.getString("TABLE_NAME"));
          names.add(columns.getString("COLUMN_NAME"));
        }
      }
      all = names;
    }
    return names;
  }

  /** Writes the tables and views, or the columns of those with the given name in any case. */
  void describe(String table, Appendable out) throws IOException {
    try {
      if (table.isEmpty()) {
        tables(out);
      } else {
        columns(table, out);
      }
    } catch (SQLException e) {
      out.append("error: ").append(ErrorText.of(e)).append('\n');
    }
  }

  private void tables(Appendable out) throws SQLException, IOException {
    List<List<String>> rows = new ArrayList<>();
    try (ResultSet tables = connection.getMetaData().getTables(null, null, null, null)) {
      while (tables.next()) {
        rows.add(
            List.of(
                String.valueOf(tables.getString("TABLE_SCHEM")),
                tables.getString("TABLE_NAME"),
                tables.getString("TABLE_TYPE")));
      }
    }
    write(List.of("schema", "name", "kind"), rows, out);
  }

  private void columns(String table, Appendable out) throws SQLException, IOException {
    List<List<String>> rows = new ArrayList<>();
    try (ResultSet columns = connection.getMetaData().getColumns(null, null, null, null)) {
      while (columns.next()) {
        if (columns.getString("TABLE_NAME").equalsIgnoreCase(table)) {
          rows.add(
              List.of(
                  String.valueOf(columns.getString("TABLE_SCHEM")),
                  columns.getString("COLUMN_NAME"),
                  columns.getString("TYPE_NAME")));
        }
      }
    }
    write(List.of("schema", "column", "type"), rows, out);
  }

  private static void write(List<String> header, List<List<String>> rows, Appendable out)
      throws IOException {
    TableWriter writer = new TableWriter(out);
    writer.begin(header.stream().map(name -> new ResultColumn(name, false)).toList());
    for (List<String> row : rows) {
      writer.row(new ArrayList<>(row));
    }
    writer.end();
  }
}
