package dev.skein.runtime.split;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What DuckDB or Parquet know about a table without reading it. Only the keys are certain; the rest
 * is an estimate, which a change of the data may leave behind.
 *
 * @param rows about how many rows; empty if unknown
 * @param columns by stored name; of a column that is not there nothing is known
 * @param keys the columns of the primary key, if there is one, then those of each UNIQUE constraint
 */
public record TableStatistics(
    OptionalLong rows,
    Map<String, Column> columns,
    List<UniqueKey> keys,
    List<ForeignKey> foreignKeys) {
  static final TableStatistics UNKNOWN =
      new TableStatistics(OptionalLong.empty(), Map.of(), List.of(), List.of());

  public TableStatistics {
    columns = Map.copyOf(columns);
    keys = List.copyOf(keys);
    foreignKeys = List.copyOf(foreignKeys);
  }

  /**
   * A column.
   *
   * @param distinctValues about how many different values, NULL not counted
   * @param mayBeNull false if there were no NULLs when it was read
   * @param min at most the least value, as DuckDB writes it; of a string perhaps its first bytes
   * @param max about the greatest value, likewise
   * @param low {@code min} as a number, see {@link ColumnScale}
   * @param high {@code max} as a number
   */
  public record Column(
      OptionalLong distinctValues,
      boolean mayBeNull,
      Optional<String> min,
      Optional<String> max,
      OptionalDouble low,
      OptionalDouble high) {}

  /**
   * Columns whose values, where none is NULL, differ from row to row; DuckDB enforces it.
   *
   * @param primary whether no value is NULL either
   */
  public record UniqueKey(List<String> columns, boolean primary) {
    public UniqueKey {
      columns = List.copyOf(columns);
    }
  }

  /**
   * Columns whose values, where none is NULL, are a key of another table of the same schema; DuckDB
   * enforces it.
   */
  public record ForeignKey(List<String> columns, String table, List<String> referenced) {
    public ForeignKey {
      columns = List.copyOf(columns);
      referenced = List.copyOf(referenced);
    }
  }
}
