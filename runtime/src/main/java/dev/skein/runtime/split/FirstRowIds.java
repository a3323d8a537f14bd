package dev.skein.runtime.split;

import dev.skein.runtime.split.TableLayout.RowGroup;
import dev.skein.runtime.task.Quoting;
import dev.skein.runtime.task.TableSource.DuckDbTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the rowid at which each row group starts, of which DuckDB's metadata tells the row counts
 * only.
 *
 * <p>Measured on DuckDB 2.0.0: row groups follow each other without a gap until a checkpoint drops
 * or merges some of them; those behind keep their first rowid, so a gap opens before one of them.
 * Nothing is ever below its cumulative count. A row group thus starts where the one before it ends
 * unless the first row found there is further on. That happens either at a gap or where the first
 * rows of the group are deleted, and how many row groups DuckDB scans in between tells which.
 */
final class FirstRowIds {
  /** From here on are the rows that the transaction has not committed yet; no row group is. */
  static final long FIRST_UNCOMMITTED = 36_028_797_018_960_000L;

  private static final int PROBES_PER_STATEMENT = 64;

  /** One takes about a millisecond. */
  private static final int MAX_SCAN_COUNTS = 128;

  private static final Pattern ROW_GROUPS_SCANNED =
      Pattern.compile("\"total_row_groups_scanned\"\\s*:\\s*(\\d+)");

  private final Connection snapshot;
  private final String table;
  private final long[] counts;
  private int scanCounts;

  private FirstRowIds(Connection snapshot, DuckDbTable table, long[] counts) {
    this.snapshot = snapshot;
    this.table = Quoting.table(table);
    this.counts = counts;
  }

  /**
   * @param counts how many rows each row group holds
   */
  static TableLayout locate(Connection snapshot, DuckDbTable table, long[] counts)
      throws SQLException {
    return new FirstRowIds(snapshot, table, counts).locate();
  }

  private TableLayout locate() throws SQLException {
    List<RowGroup> groups = new ArrayList<>(counts.length);
    long next = 0;
    while (groups.size() < counts.length) {
      long end = next;
      for (int i = groups.size(); i < counts.length; i++) {
        end += counts[i];
      }
      if (firstRow(end) < 0) { // no gap left: nothing is where the last group has ended
        append(groups, next, counts.length);
      } else {
        appendUpToGap(groups, next);
      }
      next = groups.get(groups.size() - 1).endRow();
    }
    long rows = 0;
    for (long count : counts) {
      rows += count;
    }
    return new TableLayout(groups, rows, scanCounts <= MAX_SCAN_COUNTS);
  }

  /** Appends the groups up to and including the first one behind a gap, or all. */
  private void appendUpToGap(List<RowGroup> groups, long next) throws SQLException {
    long start = next;
    while (groups.size() < counts.length) {
      int from = groups.size();
      int to = Math.min(counts.length, from + PROBES_PER_STATEMENT);
      long[] found = firstRows(start, from, to);
      for (int i = from; i < to; i++) {
        long first = start(start, found[i - from]);
        boolean gap = first > start;
        groups.add(new RowGroup(0, i, first, counts[i]));
        start = first + counts[i];
        if (gap) {
          return;
        }
      }
    }
  }

  private void append(List<RowGroup> groups, long next, int to) {
    long start = next;
    for (int i = groups.size(); i < to; i++) {
      groups.add(new RowGroup(0, i, start, counts[i]));
      start += counts[i];
    }
  }

  /** The first visible rowids at or behind where the groups would start without a gap, or -1. */
  private long[] firstRows(long start, int from, int to) throws SQLException {
    StringBuilder sql = new StringBuilder();
    long at = start;
    for (int i = from; i < to; i++) {
      sql.append(i == from ? "" : " UNION ALL ")
          .append("(SELECT ")
          .append(i - from)
          .append(", rowid FROM ")
          .append(firstRowFrom(at))
          .append(')');
      at += counts[i];
    }
    long[] found = new long[to - from];
    Arrays.fill(found, -1);
    try (Statement statement = snapshot.createStatement();
        ResultSet rows = statement.executeQuery(sql.toString())) {
      while (rows.next()) {
        found[rows.getInt(1)] = rows.getLong(2);
      }
    }
    return found;
  }

  private long firstRow(long from) throws SQLException {
    try (Statement statement = snapshot.createStatement();
        ResultSet rows = statement.executeQuery("SELECT rowid FROM " + firstRowFrom(from))) {
      return rows.next() ? rows.getLong(1) : -1;
    }
  }

  private String firstRowFrom(long rowId) {
    return table + " WHERE rowid >= " + rowId + " AND rowid < " + FIRST_UNCOMMITTED + " LIMIT 1";
  }

  /**
   * Where the group starts that would start at {@code expected} if there were no gap, and whose
   * first visible row is at {@code found}.
   */
  private long start(long expected, long found) throws SQLException {
    if (found <= expected || scannedRowGroups(expected, expected + 1) > 0) {
      return expected;
    }
    if (scannedRowGroups(expected, found) == 0) {
      return found;
    }
    long before = expected; // no group has it
    long behind = found; // the group has it, or a row before it
    while (behind - before > 1) {
      long middle = before + (behind - before) / 2;
      if (scannedRowGroups(expected, middle + 1) == 0) {
        before = middle;
      } else {
        behind = middle;
      }
    }
    return behind;
  }

  /**
   * How many row groups have rowids in a range, be the rows deleted or not; at least one once too
   * many have been counted.
   */
  private int scannedRowGroups(long from, long to) throws SQLException {
    if (++scanCounts > MAX_SCAN_COUNTS) {
      return 1;
    }
    String sql =
        "EXPLAIN (ANALYZE, FORMAT json) SELECT count(*) FROM "
            + table
            + " WHERE rowid >= "
            + from
            + " AND rowid < "
            + to;
    try (Statement statement = snapshot.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      Matcher scanned = ROW_GROUPS_SCANNED.matcher(rows.next() ? rows.getString(2) : "");
      return scanned.find() ? Integer.parseInt(scanned.group(1)) : 1;
    }
  }
}
