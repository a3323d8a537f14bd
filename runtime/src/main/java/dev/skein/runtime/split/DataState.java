package dev.skein.runtime.split;

import dev.skein.runtime.task.TableSource;
import dev.skein.runtime.task.TableSource.DuckDbTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Names the state of a table's data, for remembering what was read of it: the version of the file
 * or, where the data may change at any time, a print of the table's definition and size and of the
 * sizes of database and write-ahead log. A print can miss a change of values, such as an update in
 * memory, but not one of the definition.
 *
 * <p>To read a large table's layout takes 100 ms and more, so its print is coarse: it changes when
 * the number of rows has changed by a few percent.
 */
final class DataState {
  private static final long LARGE = 2_000_000;

  /** So many of the leading bits of a large table's row count are in its print. */
  private static final int LEADING_BITS = 5;

  private DataState() {}

  /** Null if the state cannot be told. */
  static @Nullable String of(Connection snapshot, String databaseVersion, TableSource table)
      throws SQLException {
    if (!databaseVersion.isEmpty()) {
      return databaseVersion;
    }
    return table instanceof DuckDbTable stored ? print(snapshot, stored) : null;
  }

  private static @Nullable String print(Connection snapshot, DuckDbTable table)
      throws SQLException {
    String sql =
        """
        SELECT estimated_size, database_oid || '/' || table_oid || '/' || hash(sql)
        FROM duckdb_tables()
        WHERE database_name = current_database() AND schema_name = ? AND table_name = ?""";
    try (PreparedStatement statement = snapshot.prepareStatement(sql)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.table());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next() || row.getLong(1) == 0) {
          return null; // perhaps rows that are not committed: those are counted each time
        }
        long rows = row.getLong(1);
        return row.getString(2)
            + (rows > LARGE ? "/about " + leadingBits(rows) : "/" + rows + databasePrint(snapshot));
      }
    }
  }

  private static long leadingBits(long rows) {
    return rows & -(Long.highestOneBit(rows) >> (LEADING_BITS - 1));
  }

  private static String databasePrint(Connection snapshot) throws SQLException {
    String sql =
        """
        SELECT used_blocks || '/' || wal_size FROM pragma_database_size()
        WHERE database_name = current_database()""";
    try (Statement statement = snapshot.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? "/" + row.getString(1) : "";
    }
  }
}
