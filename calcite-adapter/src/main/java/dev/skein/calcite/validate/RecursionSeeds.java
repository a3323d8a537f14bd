package dev.skein.calcite.validate;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * The queries with which recursions begin. To DuckDB their types are those of the recursion;
 * Calcite would cast them to types that are wide enough for all steps.
 */
final class RecursionSeeds {
  private final List<SqlNode> seeds = new ArrayList<>();

  RecursionSeeds(SqlNode statement) {
    statement.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlCall call) {
            if (call instanceof SqlWithItem item
                && item.recursive.booleanValue()
                && item.query instanceof SqlCall union
                && union.getKind() == SqlKind.UNION) {
              seeds.add(union.operand(0));
            }
            return super.visit(call);
          }
        });
  }

  @SuppressWarnings("ReferenceEquality") // of two queries that are written alike, one may be a seed
  boolean contains(SqlNode query) {
    return seeds.stream().anyMatch(seed -> seed == query);
  }
}
