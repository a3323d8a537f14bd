package dev.skein.runtime.worker;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.duckdb.DuckDBConnection;

/**
 * A connection that tasks borrow, one after the other, with the statements that it keeps prepared:
 * DuckDB takes 2 to 4 ms to plan a join, which a task that comes again does not have to wait for.
 */
final class TaskConnection implements AutoCloseable {
  /** Statements a connection keeps; the one not used for longest goes. */
  private static final int KEPT = 64;

  /** A longer text, a list of a thousand values say, would keep too large a plan. */
  private static final int LONGEST_TEXT = 16_384;

  /**
   * What a plan of DuckDB 2.0.0 remembers from the time it was made: the files that a scan reads,
   * and the values of current_localtimestamp and current_localtime. Other functions of the time and
   * of the session are computed by each execution.
   */
  static final Pattern REMEMBERED =
      Pattern.compile(
          "read_|_scan|glob\\(|localtime|(from|join)\\s*'|\\.(parquet|csv|tsv|json|ndjson)",
          Pattern.CASE_INSENSITIVE);

  private final DuckDBConnection connection;
  private final boolean keeping;
  private boolean returnsStreams = true;
  private final Cache<String, PreparedStatement> kept =
      CacheBuilder.newBuilder()
          .concurrencyLevel(1) // the limit is of all, not of each of several parts
          .maximumSize(KEPT)
          .<String, PreparedStatement>removalListener(
              leaving -> DuckDbDatabase.closeQuietly(leaving.getValue()))
          .build();

  /**
   * @param keeping whether statements are kept at all, as {@link DuckDbDatabase} decides from its
   *     data
   */
  TaskConnection(DuckDBConnection connection, boolean keeping) {
    this.connection = connection;
    this.keeping = keeping;
  }

  DuckDBConnection duckDb() {
    return connection;
  }

  /** Whether {@link #keep} has this statement at hand; may be asked by any thread. */
  boolean keeps(String sql) {
    return kept.asMap().containsKey(sql);
  }

  /** Whether a statement gives the same each time that it is executed here. */
  boolean canKeep(String sql) {
    return keeping
        && (keeps(sql) || (sql.length() <= LONGEST_TEXT && !REMEMBERED.matcher(sql).find()));
  }

  /** A prepared statement that stays open with this connection. */
  PreparedStatement keep(String sql) throws SQLException {
    PreparedStatement known = kept.getIfPresent(sql);
    if (known != null) {
      return known;
    }
    PreparedStatement prepared = connection.prepareStatement(sql);
    kept.put(sql, prepared);
    return prepared;
  }

  /** Whether results come while they are read, or when a statement has been executed to its end. */
  boolean returnsStreams() {
    return returnsStreams;
  }

  void returnStreams(boolean wanted) throws SQLException {
    if (wanted != returnsStreams) {
      DuckDbDatabase.run(connection, "SET jdbc_stream_results = " + wanted);
      returnsStreams = wanted;
    }
  }

  @Override
  public void close() {
    kept.invalidateAll();
    DuckDbDatabase.closeQuietly(connection);
  }
}
