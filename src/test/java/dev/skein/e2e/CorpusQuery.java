package dev.skein.e2e;

import java.util.List;

/**
 * A query of the corpus and what may differ in its answer.
 *
 * @param title a sentence that says what it is about
 * @param duckDbSql what DuckDB runs: the same text, unless Calcite's SQL means something else by it
 * @param tiedKeys positions, from 1, of the result columns that the query orders by, if rows that
 *     agree in them may come in any order; empty if the order is total
 * @param approximate whether doubles may differ in the last digits
 * @param fails whether both must refuse it
 * @param parameters DuckDB expressions for the dynamic parameters
 */
record CorpusQuery(
    String title,
    String sql,
    String duckDbSql,
    List<Integer> tiedKeys,
    boolean approximate,
    boolean fails,
    String parameters) {

  CorpusQuery {
    tiedKeys = List.copyOf(tiedKeys);
  }

  /** A query with one text for both, no parameters and an exact answer. */
  static CorpusQuery of(String sql) {
    return new CorpusQuery(sql, sql, sql, List.of(), false, false, "");
  }

  /** A query whose doubles may differ in the last digits. */
  static CorpusQuery approximate(String sql) {
    return new CorpusQuery(sql, sql, sql, List.of(), true, false, "");
  }

  /** The same query, of which DuckDB runs the text that is Skein's. */
  CorpusQuery withOneText() {
    return new CorpusQuery(title, sql, sql, tiedKeys, approximate, fails, parameters);
  }

  /** Whether the outermost query has an ORDER BY, so that the answer's order is part of it. */
  boolean ordered() {
    int depth = 0;
    boolean quoted = false;
    boolean name = false;
    String text = sql.toLowerCase(java.util.Locale.ROOT);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted || name) {
        quoted &= c != '\'';
        name &= c != '"';
      } else if (c == '\'') {
        quoted = true;
      } else if (c == '"') {
        name = true;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (depth == 0 && text.startsWith("order by", i)) {
        return true;
      }
    }
    return false;
  }
}
