package dev.skein.calcite.schema;

import java.util.Optional;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.sql.SqlKind;

/** Says which statements Skein's tables do not take; left alone, Calcite fails half-way in them. */
public final class ReadOnlyTables {
  private ReadOnlyTables() {}

  /**
   * Why a table cannot be changed so; empty if it can, or is not one of Skein's.
   *
   * @param change INSERT, UPDATE, DELETE or MERGE
   */
  public static Optional<String> refusal(RelOptTable table, SqlKind change) {
    if (table.unwrap(DistributedTable.class) != null) {
      return Optional.of(change + " is not possible: Skein only reads DuckDB's tables");
    }
    if (table.unwrap(QueriesTable.class) != null) {
      return change == SqlKind.DELETE
          ? Optional.empty()
          : Optional.of(change + " is not possible: rows of this table can only be deleted");
    }
    return table.unwrap(SystemTable.class) != null
        ? Optional.of(change + " is not possible: this table only shows what there is")
        : Optional.empty();
  }
}
