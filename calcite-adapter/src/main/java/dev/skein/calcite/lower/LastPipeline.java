package dev.skein.calcite.lower;

import dev.skein.calcite.lower.aggregate.AggregateFunctions;
import dev.skein.calcite.lower.split.ScannedRows;
import dev.skein.calcite.rel.DistributedStatement;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;

/**
 * What DuckDB does last when it runs a tree: it cuts a query into pipelines, each of which ends
 * where rows have to be collected, and the last returns the result.
 */
final class LastPipeline {
  /** What DuckDB gives to one thread at a time. */
  private static final long ROW_GROUP = 122_880;

  /** Beside reading so many, planning once more is nothing. */
  private static final long MANY_ROWS = 1_000_000;

  private LastPipeline() {}

  /** Whether it has so much to do that several threads can share it. */
  static boolean isLong(RelNode root) {
    return root instanceof DistributedStatement
        || (readsTables(root) && ScannedRows.of(root) > ROW_GROUP)
        || (finishesGroups(root) && ScannedRows.of(root) > MANY_ROWS);
  }

  /** The groups of an aggregate are finished where their rows are returned. */
  private static boolean finishesGroups(RelNode root) {
    RelNode rel = root;
    while (rel instanceof Project || rel instanceof Filter) {
      rel = rel.getInput(0);
    }
    return rel instanceof Aggregate aggregate
        && !aggregate.getGroupSet().isEmpty()
        && aggregate.getAggCallList().stream().anyMatch(AggregateFunctions::finishesSlowly);
  }

  private static boolean readsTables(RelNode rel) {
    if (rel instanceof Aggregate
        || rel instanceof Sort
        || rel instanceof Intersect
        || rel instanceof Minus
        || rel instanceof RepeatUnion) {
      return false;
    }
    return rel instanceof TableScan || rel.getInputs().stream().anyMatch(LastPipeline::readsTables);
  }
}
