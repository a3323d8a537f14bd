package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorTable;
import org.jspecify.annotations.Nullable;

/**
 * Names like {@code user}, {@code pi} and {@code current_date}, which Calcite takes for functions
 * without parentheses wherever they stand. To DuckDB they are columns first.
 */
final class FunctionNames {
  private final Set<String> aliases = new HashSet<>();

  /**
   * @param statement whose columns may be meant, those that it names itself among them
   */
  FunctionNames(SqlNode statement) {
    statement.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlCall call) {
            if (call.getKind() == SqlKind.AS || call.getKind() == SqlKind.WITH_ITEM) {
              call.getOperandList().stream().skip(1).forEach(FunctionNames.this::collect);
            }
            return super.visit(call);
          }
        });
  }

  private void collect(@Nullable SqlNode alias) {
    if (alias instanceof SqlIdentifier name && name.isSimple()) {
      aliases.add(lower(name.getSimple()));
    } else if (alias instanceof Iterable<?> names) {
      names.forEach(each -> collect((SqlNode) each));
    }
  }

  /**
   * @param namespaces of the statement, its tables among them
   * @throws BetterInDuckDb if the name may be that of a column
   */
  void refuse(String function, Collection<SqlValidatorNamespace> namespaces) {
    if (aliases.contains(lower(function))
        || namespaces.stream().anyMatch(each -> hasColumn(each.getTable(), function))) {
      throw new BetterInDuckDb("take " + function + " for a column");
    }
  }

  private static boolean hasColumn(@Nullable SqlValidatorTable table, String name) {
    return table != null
        && table.getRowType().getFieldNames().stream().anyMatch(name::equalsIgnoreCase);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
