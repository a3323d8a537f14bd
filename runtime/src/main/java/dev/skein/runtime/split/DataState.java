package dev.skein.runtime.split;

import dev.skein.runtime.task.TableSource;
import dev.skein.runtime.task.TableSource.DuckDbTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Names the state of a table's data, for remembering what was read of it: the version of the file
 * or, where the data may change at any time, a print of the sizes of table, database and
 * write-ahead log. A print can miss a change, such as an update in memory.
 */
final class DataState {
  private DataState() {}

  /** Null if the state cannot be told. */
  static @Nullable String of(Connection snapshot, String databaseVersion, TableSource table)
      throws SQLException {
    if (!databaseVersion.isEmpty()) {
      return databaseVersion;
    }
    if (!(table instanceof DuckDbTable duckDbTable)) {
      return null;
    }
    long rows = StorageReader.committedRows(snapshot, duckDbTable);
    if (rows <= 0) {
      return null;
    }
    String sql =
        """
        SELECT database_name, used_blocks, wal_size FROM pragma_database_size()
        WHERE database_name = current_database()""";
    try (Statement statement = snapshot.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next()
          ? rows + "/" + row.getString(1) + "/" + row.getLong(2) + "/" + row.getString(3)
          : null;
    }
  }
}
