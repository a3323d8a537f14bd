package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Finds queries of a WITH that DuckDB computes once, and Calcite writes wherever they are read:
 *
 * <ul>
 *   <li>what may have other rows each time, for it takes the first of some rows, or numbers them,
 *       where it is not said which of equal ones comes first;
 *   <li>recursions, which take long;
 *   <li>joins and aggregates that a recursion reads, which would be computed in each of its rounds.
 * </ul>
 */
final class RepeatedQueries extends SqlBasicVisitor<@Nullable Void> {
  private static final Set<SqlKind> BY_PLACE =
      EnumSet.of(
          SqlKind.ROW_NUMBER,
          SqlKind.NTILE,
          SqlKind.LAG,
          SqlKind.LEAD,
          SqlKind.FIRST_VALUE,
          SqlKind.LAST_VALUE,
          SqlKind.NTH_VALUE,
          SqlKind.TABLESAMPLE);

  private final SqlNode statement;
  private final boolean recurses;
  private final Set<String> laborious = new HashSet<>();

  private RepeatedQueries(SqlNode statement) {
    this.statement = statement;
    this.recurses = anyCall(statement, call -> call instanceof SqlWithItem item && recurses(item));
  }

  /**
   * @param query a validated one
   * @throws BetterInDuckDb if it has such a WITH
   */
  static void refuse(SqlNode query) {
    query.accept(new RepeatedQueries(query));
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (call instanceof SqlWithItem item) {
      String name = item.name.getSimple();
      int inside = recurses(item) ? uses(item.query, name) : 0;
      if ((inside > 0 || dependsOnPlace(item.query)) && uses(statement, name) - inside > 1) {
        throw new BetterInDuckDb("compute " + name + " once");
      }
      if (inside > 0) {
        refuseLaborious(item);
      }
      if (recurses && isLaborious(item.query)) {
        laborious.add(name);
      }
    }
    return super.visit(call);
  }

  private static boolean recurses(SqlWithItem item) {
    return item.recursive.booleanValue();
  }

  private void refuseLaborious(SqlWithItem recursion) {
    for (String read : laborious) {
      if (uses(recursion.query, read) > 0) {
        throw new BetterInDuckDb("compute " + read + " once for all rounds of " + recursion.name);
      }
    }
  }

  /** Whether a query joins, aggregates, or reads one that does. */
  private boolean isLaborious(SqlNode query) {
    return laborious.stream().anyMatch(name -> uses(query, name) > 0)
        || anyCall(
            query,
            call ->
                call.getKind() == SqlKind.JOIN
                    || SqlKind.SET_QUERY.contains(call.getKind())
                    || call.getOperator().isAggregator()
                    || (call instanceof SqlSelect select
                        && (select.isDistinct() || select.getGroup() != null)));
  }

  private static boolean dependsOnPlace(SqlNode query) {
    return anyCall(
        query,
        call ->
            BY_PLACE.contains(call.getKind())
                || (call instanceof SqlSelect select
                    && isCut(select.getFetch(), select.getOffset()))
                || (call instanceof SqlOrderBy order && isCut(order.fetch, order.offset)));
  }

  private static boolean anyCall(SqlNode within, Predicate<SqlCall> wanted) {
    boolean[] found = {false};
    within.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlCall call) {
            found[0] |= wanted.test(call);
            return super.visit(call);
          }
        });
    return found[0];
  }

  private static boolean isCut(@Nullable SqlNode fetch, @Nullable SqlNode offset) {
    return fetch != null || offset != null;
  }

  /** How many FROMs name a query; columns have been given the names of their tables. */
  private static int uses(SqlNode within, String name) {
    int[] uses = {0};
    within.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlCall call) {
            if (call.getKind() == SqlKind.AS) {
              return call.operand(0).accept(this);
            }
            return call instanceof SqlWithItem item ? item.query.accept(this) : super.visit(call);
          }

          @Override
          public @Nullable Void visit(SqlIdentifier id) {
            uses[0] += id.isSimple() && id.getSimple().equalsIgnoreCase(name) ? 1 : 0;
            return null;
          }
        });
    return uses[0];
  }
}
