package dev.skein.e2e;

import dev.skein.e2e.RandomTables.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** What words the random queries of a connection may use. */
enum Vocabulary {
  /** All that {@code jdbc:skein:} reads. */
  SKEIN(Pattern.compile("(?!)")),

  /**
   * What means the same in DuckDB and on {@code jdbc:calcite:}, where there are only standard
   * functions, integers have averages and decimals sums of their own type, texts in CHARs are
   * padded, a double that becomes an integer is cut, and sub-queries above lateral joins get lost.
   */
  PLAIN(
      Pattern.compile(
          String.join(
              "|",
              // functions and aggregates that are not standard
              "ilike|_with\\(|greatest|least|ascii|left\\(|right\\(|[lr]pad|repeat|reverse|round",
              "split_part|concat|replace\\(|contains|matches|strpos|sign\\(|list_|\\[|levenshtein|date_part|try_|date_diff",
              "trunc|translate|substr\\(|overlay|strftime|md5|make_date|%|&| - \\w+\\.date|date_. - date|\\* -?\\d+\\)|last_day|sqrt|power|bool_|bit_|every|listagg|string_agg|list\\(|count_if|timestampadd",
              "variance|stddev|var_|covar|regr|percentile|ntile|nth_value|percent_rank|cume_dist",
              "count\\(distinct \\w+\\.\\w+,",
              // clauses
              "qualify|ignore|exclude|symmetric|recursive|isodow|quarter",
              // other types
              "avg|decimal_|8\\.0|as integer|as varchar\\)|char\\(|(double_\\d|e0)\\)? as bigint",
              // what Calcite's own planning (1.42) fails at, or leaves out
              "rollup|cube|grouping|case \\w+\\.|s\\d+\\.\\w+ is not distinct",
              "(coalesce|nullif|cast)\\(.*\u00ab",
              // rows with NULLs in them
              "in \\(\\(",
              // a comparison with a parameter that is compared in turn
              "\u00bb\\) (not |is (not )?distinct|in |between|[<>=])",
              " in \\(select.* is (not )?(null|true|false|unknown)")));

  private final Pattern unknown;

  Vocabulary(Pattern unknown) {
    this.unknown = unknown;
  }

  boolean allows(String text) {
    return !unknown.matcher(text).find();
  }

  List<Kind> kinds() {
    return this == SKEIN
        ? List.of(Kind.values())
        : Arrays.asList(Kind.INTEGER, Kind.DOUBLE, Kind.TEXT, Kind.DATE, Kind.TIME, Kind.BOOLEAN);
  }

  /** A text, as wide as a column of texts. */
  String text(String literal) {
    return this == SKEIN ? literal : "cast(" + literal + " as varchar(40))";
  }
}
