package dev.skein.runtime;

import dev.skein.runtime.split.RowGroupSplitSource;
import dev.skein.runtime.split.SplitPlan;
import dev.skein.runtime.split.TableLayout;
import dev.skein.runtime.split.TableStatistics;
import dev.skein.runtime.split.TableStatisticsSource;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.Stage;
import dev.skein.runtime.task.Stage.Grain;
import dev.skein.runtime.task.StageGraph.ExecutionMode;
import dev.skein.runtime.task.TableSource;
import dev.skein.runtime.worker.DuckDbDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Decides into how many tasks the stages of a query fall and what each of them reads. It looks at
 * the data as it is before the query begins; should it change in between, the splits still cover
 * every row once, and no more than their sizes is out of date.
 */
final class StageCutter implements AutoCloseable {
  private final DuckDbDatabase database;
  private final RowGroupSplitSource splits = new RowGroupSplitSource();
  private final TableStatisticsSource statistics = new TableStatisticsSource();
  private final RuntimeConfig config;
  private final Deque<DuckDBConnection> idle = new ConcurrentLinkedDeque<>();

  StageCutter(DuckDbDatabase database, RuntimeConfig config) {
    this.database = database;
    this.config = config;
  }

  /** What one task of a stage runs. */
  record Piece(Stage.Branch branch, Split split) {}

  /**
   * A stage that was cut.
   *
   * @param mode how its first cut branch was, if any was
   */
  record CutStage(Stage stage, List<Piece> pieces, Optional<ExecutionMode> mode) {}

  /**
   * Cuts a stage.
   *
   * @param slots how many tasks can run at a time; with none there is one task for each branch
   * @param processes on how many DuckDBs they run
   */
  CutStage cut(Stage stage, int slots, int processes) {
    List<Piece> pieces = new ArrayList<>();
    ExecutionMode mode = null;
    for (Stage.Branch branch : stage.branches()) {
      if (branch.driver().isEmpty() || slots == 0) {
        pieces.add(new Piece(branch, new Split.Whole(0)));
        continue;
      }
      SplitPlan plan = cut(branch.driver().get(), slots, processes, stage.branches().size());
      plan.splits().forEach(split -> pieces.add(new Piece(branch, split)));
      if (mode == null && plan.splits().size() > 1) {
        mode = plan.mode();
      }
    }
    return new CutStage(stage, pieces, Optional.ofNullable(mode));
  }

  /**
   * Cuts a driving table.
   *
   * @param branches how many branches the tasks of the stage are shared among
   */
  SplitPlan cut(Stage.Driver driver, int slots, int processes, int branches) {
    int atOnce = driver.grain() == Grain.PROCESS ? processes : slots;
    int each = driver.grain() == Grain.FINE ? Math.max(1, config.tasksPerSlot() / branches) : 1;
    return reading(
        driver.table(),
        connection ->
            splits.cut(
                connection,
                database.version(),
                driver,
                atOnce,
                each,
                config.smallTasks() && driver.grain() != Grain.PROCESS));
  }

  TableLayout layout(TableSource table) {
    return reading(table, connection -> splits.layout(connection, database.version(), table));
  }

  TableStatistics statistics(TableSource table) {
    return reading(table, connection -> statistics.read(connection, database.version(), table));
  }

  OptionalLong bytes(TableSource table) {
    return reading(table, connection -> statistics.bytes(connection, table));
  }

  /** Connecting takes longer than most of what is read, so connections are kept. */
  private <T> T reading(TableSource table, Function<Connection, T> read) {
    DuckDBConnection connection = idle.poll();
    try {
      if (connection == null) {
        connection = database.newConnection();
        try (Statement statement = connection.createStatement()) {
          // A streamed result that is not read to its end would be in the way of the next
          // statement.
          statement.execute("SET jdbc_stream_results = false");
        }
      }
      T result = read.apply(connection);
      idle.push(connection);
      connection = null;
      return result;
    } catch (SQLException e) {
      throw unreadable(table, e);
    } finally {
      close(connection);
    }
  }

  private SkeinException unreadable(TableSource table, SQLException e) {
    return new SkeinException(
        Kind.WORKER_ERROR,
        "Cannot connect to " + database + " for " + table.displayName() + ": " + e.getMessage(),
        e);
  }

  private static void close(@Nullable DuckDBConnection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        LoggerFactory.getLogger(StageCutter.class).debug("close failed", e);
      }
    }
  }

  @Override
  public void close() {
    for (DuckDBConnection c = idle.poll(); c != null; c = idle.poll()) {
      close(c);
    }
  }
}
