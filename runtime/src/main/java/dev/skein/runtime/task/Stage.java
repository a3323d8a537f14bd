package dev.skein.runtime.task;

import dev.skein.runtime.task.TableSource.ParquetTable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A part of a query that runs as identical tasks: its branches, each cut along its own driving
 * table, write rows of one shape.
 *
 * @param id its place in the {@link StageGraph}, from 0
 * @param branches the SQL, one entry unless the stage is a UNION ALL
 * @param inputs ids of the stages whose complete output the SQL reads, as the tables {@link
 *     #inputTable(int)}
 * @param placement where its tasks run
 * @param gather how the rows of its tasks become one stream
 */
public record Stage(
    int id, List<Branch> branches, List<Integer> inputs, Placement placement, Gather gather) {
  public Stage {
    branches = List.copyOf(branches);
    inputs = List.copyOf(inputs);
    if (branches.isEmpty()) {
      throw new IllegalArgumentException("Stage " + id + " has nothing to run");
    }
    for (int input : inputs) {
      if (input >= id) {
        throw new IllegalArgumentException("Stage " + id + " reads the later stage " + input);
      }
    }
  }

  /** A stage whose rows are concatenated. */
  public Stage(int id, List<Branch> branches, List<Integer> inputs, Placement placement) {
    this(id, branches, inputs, placement, new Gather.Concatenate());
  }

  /**
   * One SELECT and what cuts it. Without a driver it runs as one task.
   *
   * @param parquet the tables of Parquet files that it reads whole, whatever the split
   * @param parameters which of the query's dynamic parameters the SQL binds as {@code $1}, {@code
   *     $2}, ..., by index
   * @param longEnd as in {@link Task#longEnd}
   */
  public record Branch(
      SqlTemplate sql,
      Optional<Driver> driver,
      List<ParquetTable> parquet,
      List<Integer> parameters,
      boolean longEnd) {
    public Branch {
      parquet = List.copyOf(parquet);
      parameters = List.copyOf(parameters);
    }

    /** A SELECT from the database alone, without parameters. */
    public Branch(SqlTemplate sql, Optional<Driver> driver) {
      this(sql, driver, List.of(), List.of(), false);
    }

    /** The Parquet files that a task on a split reads. */
    public Set<String> files(Split split) {
      Set<String> files = new LinkedHashSet<>();
      driver.ifPresent(
          d -> {
            if (d.table() instanceof ParquetTable table) {
              files.addAll(table.filesOf(split));
            }
          });
      parquet.forEach(table -> files.addAll(table.filesOf(new Split.Whole(0))));
      return files;
    }
  }

  /**
   * The table along which a branch is cut.
   *
   * @param bounds what every needed row satisfies, for pruning
   * @param grain how many tasks there may be
   * @param rowsPerTask more tasks than slots only where each has so many rows to read
   */
  public record Driver(TableSource table, List<ColumnBound> bounds, Grain grain, long rowsPerTask) {
    public Driver {
      bounds = List.copyOf(bounds);
    }

    /** A driver that may be cut as finely as is configured. */
    public Driver(TableSource table, List<ColumnBound> bounds) {
      this(table, bounds, Grain.FINE, 1);
    }
  }

  /** How many tasks there may be: what each reads beside its split is read as often. */
  public enum Grain {
    /** As many for each slot as are configured. */
    FINE,
    /** One for each slot. */
    SLOT,
    /** One for each process, on all threads of its DuckDB. */
    PROCESS
  }

  /** Where the tasks of a stage run. */
  public enum Placement {
    /** On the workers. */
    WORKERS,
    /** On the coordinator's own DuckDB, beside the rows that it gathered. */
    COORDINATOR
  }

  /** The name under which SQL reads the output of a stage. */
  public static String inputTable(int stage) {
    return "skein_stage_" + stage;
  }
}
