package dev.skein.calcite.lower;

import dev.skein.calcite.lower.expression.RexScope;
import dev.skein.calcite.lower.expression.RexToDuckDb;
import dev.skein.calcite.lower.split.DrivenBranches.Branch;
import dev.skein.calcite.rel.StoredTable;
import dev.skein.runtime.task.ColumnBound;
import dev.skein.runtime.task.ColumnBound.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/** Finds the comparisons with constants that stand right over a branch's driver. */
final class DriverBounds {
  private DriverBounds() {}

  static List<ColumnBound> of(Branch branch) {
    List<ColumnBound> bounds = new ArrayList<>();
    collect(branch.tree(), branch.driver(), bounds);
    return bounds;
  }

  private static void collect(RelNode rel, TableScan driver, List<ColumnBound> bounds) {
    if (rel instanceof Filter filter && isOver(filter.getInput(), driver)) {
      RexNode condition =
          RexUtil.expandSearch(rel.getCluster().getRexBuilder(), null, filter.getCondition());
      StoredTable table = driver.getTable().unwrapOrThrow(StoredTable.class);
      for (RexNode part : RelOptUtil.conjunctions(condition)) {
        bound(part, table).ifPresent(bounds::add);
      }
    }
    rel.getInputs().forEach(input -> collect(input, driver, bounds));
  }

  @SuppressWarnings("ReferenceEquality") // one scan of perhaps several of the same table
  private static boolean isOver(RelNode rel, TableScan driver) {
    return rel == driver || (rel instanceof Filter filter && isOver(filter.getInput(), driver));
  }

  private static Optional<ColumnBound> bound(RexNode node, StoredTable table) {
    if (!(node instanceof RexCall call) || call.getOperands().size() != 2) {
      return Optional.empty();
    }
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    if (left instanceof RexInputRef ref && right instanceof RexLiteral literal) {
      return bound(call.getKind(), ref, literal, table);
    } else if (right instanceof RexInputRef ref && left instanceof RexLiteral literal) {
      return bound(call.getKind().reverse(), ref, literal, table);
    }
    return Optional.empty();
  }

  private static Optional<ColumnBound> bound(
      SqlKind kind, RexInputRef ref, RexLiteral literal, StoredTable table) {
    Comparison comparison = comparison(kind);
    if (comparison == null || literal.isNull() || table.readCast(ref.getIndex()).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        new ColumnBound(
            table.columnNames().get(ref.getIndex()),
            comparison,
            new RexToDuckDb(NO_NAMES).write(literal)));
  }

  private static @Nullable Comparison comparison(SqlKind kind) {
    return switch (kind) {
      case EQUALS -> Comparison.EQUAL;
      case LESS_THAN -> Comparison.LESS;
      case LESS_THAN_OR_EQUAL -> Comparison.LESS_OR_EQUAL;
      case GREATER_THAN -> Comparison.GREATER;
      case GREATER_THAN_OR_EQUAL -> Comparison.GREATER_OR_EQUAL;
      default -> null;
    };
  }

  /** A literal names nothing. */
  private static final RexScope NO_NAMES =
      new RexScope() {
        @Override
        public String inputRef(int index, RelDataType type) {
          throw new IllegalStateException("A literal has no input");
        }

        @Override
        public String correlated(CorrelationId id, int fieldIndex) {
          throw new IllegalStateException("A literal has no outer query");
        }

        @Override
        public String subQuery(RelNode rel) {
          throw new IllegalStateException("A literal has no sub-query");
        }
      };
}
