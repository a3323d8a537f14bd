package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import java.util.EnumSet;
import java.util.Set;
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
 * Finds queries of a WITH that are read more than once and may have other rows each time: those
 * that take the first of some rows, or number them, where it is not said which of equal ones comes
 * first. DuckDB computes such a query once; Calcite writes it wherever it is read.
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

  private RepeatedQueries(SqlNode statement) {
    this.statement = statement;
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
    if (call instanceof SqlWithItem item
        && dependsOnPlace(item.query)
        && uses(item.name.getSimple()) > 1) {
      throw new BetterInDuckDb("compute " + item.name + " once");
    }
    return super.visit(call);
  }

  private static boolean dependsOnPlace(SqlNode query) {
    boolean[] found = {false};
    query.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlCall call) {
            found[0] |=
                BY_PLACE.contains(call.getKind())
                    || (call instanceof SqlSelect select
                        && isCut(select.getFetch(), select.getOffset()))
                    || (call instanceof SqlOrderBy order && isCut(order.fetch, order.offset));
            return super.visit(call);
          }
        });
    return found[0];
  }

  private static boolean isCut(@Nullable SqlNode fetch, @Nullable SqlNode offset) {
    return fetch != null || offset != null;
  }

  /** How many FROMs name a query; columns have been given the names of their tables. */
  private int uses(String name) {
    int[] uses = {0};
    statement.accept(
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
