package dev.skein.runtime.split;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.skein.runtime.task.ColumnBound;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Stage;
import dev.skein.runtime.task.TableSource;
import dev.skein.runtime.task.TableSource.DuckDbTable;
import dev.skein.runtime.task.TableSource.ParquetTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the driving tables of one database into splits along their row groups. One instance serves
 * all queries on the database, from any thread, each with a connection of its own.
 *
 * <p>What it reads is remembered by the state of the data: the version of the file or, for a
 * database that may change, a print of its sizes. A print can miss a change; that costs a cut that
 * is not at a row group's edge, and no more, since the splits of a table always cover all of it.
 */
public final class RowGroupSplitSource {
  /** About 30 MB of statistics. */
  private static final int MAX_SEGMENTS = 200_000;

  private static final int MAX_SPLITS = 100_000;

  private final StorageReader storage = new StorageReader();
  private final ParquetReader parquet = new ParquetReader();
  private final Cache<TableState, StoredTable> tables =
      Caffeine.newBuilder()
          .maximumWeight(MAX_SEGMENTS)
          .weigher((TableState state, StoredTable table) -> table.weight())
          .build();
  private final Cache<PlanKey, SplitPlan> plans =
      Caffeine.newBuilder()
          .maximumWeight(MAX_SPLITS)
          .weigher((PlanKey key, SplitPlan plan) -> plan.splits().size())
          .build();

  private record TableState(String state, TableSource table) {}

  private record PlanKey(String state, Stage.Driver driver, Fineness fineness) {}

  /**
   * Cuts a table into disjoint splits that cover it, in storage order.
   *
   * @param snapshot a connection whose transaction sees what the query will see
   * @param databaseVersion the version of the file, or empty if the data may change
   * @param slots how many tasks can run at a time
   * @param tasksPerSlot how many tasks there may be for each slot
   * @param small whether to make a task of each row group, up to as many as there may be, however
   *     little it holds
   * @throws SkeinException if the table cannot be read
   */
  public SplitPlan cut(
      Connection snapshot,
      String databaseVersion,
      Stage.Driver driver,
      int slots,
      int tasksPerSlot,
      boolean small) {
    Fineness fineness =
        new Fineness(
            Math.max(1, slots), Math.max(1, slots * tasksPerSlot), driver.rowsPerTask(), small);
    try {
      String state = DataState.of(snapshot, databaseVersion, driver.table());
      if (state == null) {
        return plan(snapshot, state, driver, fineness);
      }
      PlanKey key = new PlanKey(state, driver, fineness);
      SplitPlan known = plans.getIfPresent(key);
      if (known == null) {
        known = plan(snapshot, state, driver, fineness);
        plans.put(key, known);
      }
      return known;
    } catch (SQLException e) {
      throw unreadable(driver.table(), e);
    }
  }

  /** The row groups of a table, empty if it has none to see. */
  public TableLayout layout(Connection snapshot, String databaseVersion, TableSource table) {
    try {
      return table(snapshot, DataState.of(snapshot, databaseVersion, table), table, Set.of())
          .layout();
    } catch (SQLException e) {
      throw unreadable(table, e);
    }
  }

  private SplitPlan plan(
      Connection snapshot, @Nullable String state, Stage.Driver driver, Fineness fineness)
      throws SQLException {
    Set<String> columns = new TreeSet<>();
    for (ColumnBound bound : driver.bounds()) {
      columns.add(bound.column());
    }
    StoredTable table = table(snapshot, state, driver.table(), columns);
    BitSet excluded = RowGroupPruner.excluded(snapshot, table, driver.bounds());
    TableLayout layout = table.layout();
    if (!table.uncut().isEmpty()) {
      return DuckDbSplits.whole(layout.rows(), table.uncut());
    }
    if (driver.table() instanceof ParquetTable files) {
      return ParquetSplits.cut(files, layout, excluded, fineness);
    }
    return layout.rowGroups().isEmpty()
        ? DuckDbSplits.withoutRowGroups(snapshot, (DuckDbTable) driver.table(), fineness)
        : DuckDbSplits.alongRowGroups(layout, excluded, fineness);
  }

  /** Reads a table, or what is missing of it. Two threads may both read it: the first one wins. */
  private StoredTable table(
      Connection snapshot, @Nullable String state, TableSource source, Set<String> columns)
      throws SQLException {
    if (state == null) {
      return read(snapshot, source, columns);
    }
    TableState key = new TableState(state, source);
    StoredTable known = tables.getIfPresent(key);
    if (known != null && knows(known, columns)) {
      return known;
    }
    StoredTable read = read(snapshot, source, columns);
    return tables.asMap().merge(key, read, StoredTable::merge);
  }

  private static boolean knows(StoredTable table, Set<String> columns) {
    Map<String, StoredTable.Column> known = table.columns();
    return columns.stream().allMatch(column -> known.containsKey(StoredTable.key(column)));
  }

  private StoredTable read(Connection snapshot, TableSource source, Set<String> columns)
      throws SQLException {
    return source instanceof ParquetTable parquetTable
        ? parquet.read(snapshot, parquetTable, columns)
        : storage.read(snapshot, (DuckDbTable) source, columns);
  }

  private static SkeinException unreadable(TableSource table, SQLException cause) {
    return new SkeinException(
        Kind.WORKER_ERROR,
        "Cannot read how "
            + table.displayName()
            + " is stored; is it a table of the database? "
            + cause.getMessage(),
        cause);
  }
}
