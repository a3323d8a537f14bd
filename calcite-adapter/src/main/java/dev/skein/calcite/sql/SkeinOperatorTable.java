package dev.skein.calcite.sql;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * The operators of Skein's SQL: Calcite's standard ones, those of its PostgreSQL library, which has
 * most of DuckDB's names with DuckDB's meaning, single ones from other libraries, and DuckDB's own.
 *
 * <p>Other libraries are not taken whole: BigQuery's DATE_TRUNC, SUBSTR, GREATEST and LOG or
 * Spark's SPLIT and LOG would make these names ambiguous or mean something else than in DuckDB.
 */
public final class SkeinOperatorTable {
  private static final List<SqlOperator> BORROWED =
      List.of(
          SqlLibraryOperators.TRY_CAST,
          SqlLibraryOperators.NVL,
          SqlLibraryOperators.IFNULL,
          SqlLibraryOperators.IF,
          SqlLibraryOperators.LEN,
          SqlLibraryOperators.INSTR,
          SqlLibraryOperators.ENDS_WITH,
          SqlLibraryOperators.BIT_LENGTH,
          SqlLibraryOperators.SINH,
          SqlLibraryOperators.COSH,
          SqlLibraryOperators.TANH);

  /**
   * Names outside the standard's expressions that DuckDB has for something else: a call of one is a
   * call of DuckDB's function.
   */
  private static final Set<String> DUCKDBS =
      Set.of(
          "AGE",
          "ARG_MAX",
          "ARG_MIN",
          "DATE_PART",
          "FIRST",
          "LAST",
          "LEFT",
          "LEVENSHTEIN",
          "LN",
          "LOG",
          "LOG10",
          "LPAD",
          "PERCENTILE_CONT",
          "REGEXP_REPLACE",
          "REVERSE",
          "RIGHT",
          "RPAD",
          "SPLIT_PART",
          "STRING_TO_ARRAY",
          "SUBSTR",
          "TO_TIMESTAMP",
          "TYPEOF",
          "JSON_KEYS",
          "JSON_PRETTY",
          "JSON_TYPE");

  private static final SqlOperatorTable COMPLETE =
      SqlOperatorTables.chain(
          withoutReplaced(SqlStdOperatorTable.instance()),
          withoutReplaced(
              SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(
                  Set.of(SqlLibrary.POSTGRESQL), false)),
          SqlOperatorTables.of(BORROWED),
          SqlOperatorTables.of(SkeinAggregates.all()),
          SqlOperatorTables.of(SkeinFunctions.all()),
          SqlOperatorTables.of(
              RoundedNumbers.ROUND,
              RoundedNumbers.SIGN,
              RoundedNumbers.FLOOR,
              RoundedNumbers.CEIL));

  private SkeinOperatorTable() {}

  private static SqlOperatorTable withoutReplaced(SqlOperatorTable table) {
    return new SqlOperatorTable() {
      @Override
      public void lookupOperatorOverloads(
          SqlIdentifier name,
          @Nullable SqlFunctionCategory category,
          SqlSyntax syntax,
          List<SqlOperator> operators,
          SqlNameMatcher nameMatcher) {
        if (!isReplaced(Util.last(name.names).toUpperCase(Locale.ROOT))) {
          table.lookupOperatorOverloads(name, category, syntax, operators, nameMatcher);
        }
      }

      @Override
      public List<SqlOperator> getOperatorList() {
        return table.getOperatorList().stream()
            .filter(operator -> !isReplaced(operator.getName()))
            .toList();
      }
    };
  }

  private static boolean isReplaced(String name) {
    return DUCKDBS.contains(name)
        || RoundedNumbers.NAMES.contains(name)
        || name.equals(SkeinAggregates.ARRAY_AGG.getName());
  }

  /** All operators of a Skein connection. */
  public static SqlOperatorTable complete() {
    return COMPLETE;
  }
}
