package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Finds calls of macros that the database defines under the names of functions. DuckDB looks for a
 * macro first; Calcite knows the function.
 */
final class MacroNames {
  private MacroNames() {}

  /**
   * @param macros their names in lower case, asked for if the statement calls anything
   * @throws BetterInDuckDb if one of them is called
   */
  static void refuse(SqlNode statement, Supplier<Set<String>> macros) {
    Set<String> called = new HashSet<>();
    statement.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlCall call) {
            if (call.getOperator() instanceof SqlFunction function) {
              called.add(function.getName().toLowerCase(Locale.ROOT));
            }
            return super.visit(call);
          }
        });
    if (called.isEmpty()) {
      return;
    }
    called.retainAll(macros.get());
    if (!called.isEmpty()) {
      throw new BetterInDuckDb("know the macro " + String.join(", ", called));
    }
  }
}
