package dev.skein.calcite.lower.expression;

import static java.util.Objects.requireNonNull;

import dev.skein.calcite.lower.aggregate.AggregateUse;
import dev.skein.calcite.lower.aggregate.Aggregates;
import dev.skein.calcite.lower.text.NotInDuckDb;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.rel.RelFieldCollation.Direction;
import org.apache.calcite.rel.RelFieldCollation.NullDirection;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitor;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.rex.RexWindowExclusion;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/** Writes window functions; NULL order and frame are always spelled out. */
public final class Windows {
  /** Functions of the row's place, which have no frame. */
  private static final Map<SqlKind, String> RANKS =
      Map.of(
          SqlKind.ROW_NUMBER, "row_number",
          SqlKind.RANK, "rank",
          SqlKind.DENSE_RANK, "dense_rank",
          SqlKind.PERCENT_RANK, "percent_rank",
          SqlKind.CUME_DIST, "cume_dist",
          SqlKind.NTILE, "ntile",
          SqlKind.LAG, "lag",
          SqlKind.LEAD, "lead");

  private static final Map<SqlKind, String> VALUES =
      Map.of(
          SqlKind.FIRST_VALUE, "first_value",
          SqlKind.LAST_VALUE, "last_value",
          SqlKind.NTH_VALUE, "nth_value");

  private Windows() {}

  static String write(RexOver over, RexToDuckDb writer) {
    SqlKind kind = over.getAggOperator().getKind();
    String rank = RANKS.get(kind);
    if (rank != null) {
      return call(over, rank, writer) + " OVER (" + window(over.getWindow(), false, writer) + ")";
    }
    String window = " OVER (" + window(over.getWindow(), true, writer) + ")";
    String value = VALUES.get(kind);
    if (value != null) {
      return call(over, value, writer) + window;
    }
    if (over.ignoreNulls()) {
      throw new NotInDuckDb(over, "IGNORE NULLS of an aggregate");
    }
    AggregateUse use =
        new AggregateUse(
            over.getAggOperator(),
            writer.writeAll(over.getOperands()),
            over.getOperands().stream().map(RexNode::getType).toList(),
            over.getType(),
            over.isDistinct(),
            false,
            List.of(),
            "",
            window,
            AggregateUse.Beside.NOTHING);
    return Aggregates.of(use.function()).write(use);
  }

  /**
   * What windows are partitioned or ordered by that DuckDB takes for volatile, each once. It
   * refuses that there, but not a column of a sub-select; error() is volatile, wherever it stands.
   */
  public static List<RexNode> volatileKeys(List<RexNode> nodes, RexToDuckDb writer) {
    Set<RexNode> keys = new LinkedHashSet<>();
    RexVisitor<@Nullable Void> finder =
        new RexVisitorImpl<>(true) {
          @Override
          public @Nullable Void visitOver(RexOver over) {
            RexWindow window = over.getWindow();
            Stream.concat(
                    window.partitionKeys.stream(), window.orderKeys.stream().map(key -> key.left))
                .filter(
                    key -> !RexUtil.isDeterministic(key) || writer.write(key).contains("error("))
                .forEach(keys::add);
            return super.visitOver(over);
          }
        };
    nodes.forEach(node -> node.accept(finder));
    return List.copyOf(keys);
  }

  /** The nodes with columns in place of the keys of windows, numbered from {@code first}. */
  public static List<RexNode> withColumns(List<RexNode> nodes, List<RexNode> keys, int first) {
    RexShuttle inWindow =
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef ref) {
            return column(ref, keys, first, ref);
          }

          @Override
          public RexNode visitCall(RexCall call) {
            return column(call, keys, first, super.visitCall(call));
          }
        };
    return new RexShuttle() {
      @Override
      public RexWindow visitWindow(RexWindow window) {
        return inWindow.visitWindow(window);
      }
    }.apply(nodes);
  }

  private static RexNode column(RexNode node, List<RexNode> keys, int first, RexNode otherwise) {
    int key = keys.indexOf(node);
    return key < 0 ? otherwise : new RexInputRef(first + key, node.getType());
  }

  private static String call(RexOver over, String name, RexToDuckDb writer) {
    return name
        + "("
        + String.join(", ", writer.writeAll(over.getOperands()))
        + (over.ignoreNulls() ? " IGNORE NULLS" : "")
        + ")";
  }

  private static String window(RexWindow window, boolean framed, RexToDuckDb writer) {
    List<String> clauses = new ArrayList<>();
    if (!window.partitionKeys.isEmpty()) {
      clauses.add("PARTITION BY " + String.join(", ", writer.writeAll(window.partitionKeys)));
    }
    if (!window.orderKeys.isEmpty()) {
      clauses.add(
          window.orderKeys.stream()
              .map(key -> sortKey(key, writer::write))
              .collect(Collectors.joining(", ", "ORDER BY ", "")));
    }
    if (framed) {
      clauses.add(frame(window, writer));
    }
    return String.join(" ", clauses);
  }

  private static String sortKey(RexFieldCollation key, Function<RexNode, String> text) {
    String direction = key.getDirection() == Direction.DESCENDING ? " DESC" : " ASC";
    String nulls = key.getNullDirection() == NullDirection.FIRST ? " NULLS FIRST" : " NULLS LAST";
    return text.apply(key.left) + direction + nulls;
  }

  private static String frame(RexWindow window, RexToDuckDb writer) {
    return (window.isRows() ? "ROWS" : "RANGE")
        + " BETWEEN "
        + bound(window.getLowerBound(), writer)
        + " AND "
        + bound(window.getUpperBound(), writer)
        + exclusion(window.getExclude());
  }

  private static String bound(RexWindowBound bound, RexToDuckDb writer) {
    String side = bound.isPreceding() ? " PRECEDING" : " FOLLOWING";
    if (bound.isCurrentRow()) {
      return "CURRENT ROW";
    }
    return bound.isUnbounded()
        ? "UNBOUNDED" + side
        : writer.write(requireNonNull(bound.getOffset())) + side;
  }

  private static String exclusion(RexWindowExclusion exclusion) {
    return switch (exclusion) {
      case EXCLUDE_NO_OTHER -> "";
      case EXCLUDE_CURRENT_ROW -> " EXCLUDE CURRENT ROW";
      case EXCLUDE_GROUP -> " EXCLUDE GROUP";
      case EXCLUDE_TIES -> " EXCLUDE TIES";
    };
  }
}
