package dev.skein.e2e;

import dev.skein.e2e.RandomExpressions.Sql;
import java.util.regex.Pattern;

/**
 * Calls of functions that only DuckDB computes. Beside what only Calcite computes they stand in a
 * statement that DuckDB reads as it is (docs/sql.md), which those of the generator are not.
 */
final class DuckDbCalls {
  /** What only Calcite computes, and the columns that hold it. */
  private static final Pattern CALCITES = Pattern.compile("1000\\.5e0|\\bx\\d+c\\b");

  private static final Pattern DUCKDBS =
      Pattern.compile(
          "\\b(left|right|[lr]pad|reverse|split_part|contains|regexp_\\w+|strpos|levenshtein"
              + "|translate|concat_ws|substr|md5|list_\\w+|array_\\w+|date_\\w+|make_date|strftime"
              + "|string_agg|list|count_if|percentile_\\w+)\\(|\\[1:2\\]");

  private DuckDbCalls() {}

  /** Whether there is none, or DuckDB alone can compute all of it. */
  static boolean canRun(Sql sql) {
    return !DUCKDBS.matcher(sql.calcite()).find() || !isOfCalcite(sql);
  }

  static boolean isOfCalcite(Sql sql) {
    return CALCITES.matcher(sql.calcite()).find();
  }
}
