package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Finds calls that give another value each time, as {@code random()}, below other queries. Calcite
 * writes what a column is wherever the column is used, and the query of a WITH wherever its name
 * is: each of these would see another value.
 */
final class VolatileValues extends SqlBasicVisitor<@Nullable Void> {
  private int above;

  private VolatileValues() {}

  /**
   * @param query a validated one
   * @throws BetterInDuckDb if it has such a call
   */
  static void refuse(SqlNode query) {
    query.accept(new VolatileValues());
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (above > 1 && !call.getOperator().isDeterministic()) {
      throw new BetterInDuckDb("compute a value once that is another each time");
    }
    boolean query = call instanceof SqlSelect || call instanceof SqlWith;
    above += query ? 1 : 0;
    super.visit(call);
    above -= query ? 1 : 0;
    return null;
  }
}
