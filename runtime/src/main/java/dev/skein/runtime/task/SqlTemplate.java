package dev.skein.runtime.task;

import java.util.List;

/**
 * DuckDB SQL with a gap wherever a task reads its split of a table. The writer of the SQL leaves
 * the gaps; nothing is searched for or replaced in finished text.
 *
 * @param pieces the text around the gaps; one piece is SQL without a gap
 * @param table the table that is split, as SQL; an empty text where there is no gap
 */
public record SqlTemplate(List<String> pieces, String table) {
  public SqlTemplate {
    pieces = List.copyOf(pieces);
    if (pieces.isEmpty()) {
      throw new IllegalArgumentException("A template has at least one piece");
    }
    if (pieces.size() > 1 && table.isEmpty()) {
      throw new IllegalArgumentException("A template with a gap names the table that fills it");
    }
  }

  /** SQL that is the same for every task. */
  public static SqlTemplate of(String sql) {
    return new SqlTemplate(List.of(sql), "");
  }

  /**
   * The SQL of one task. A split that is the whole table is read as the table itself: a condition,
   * even one that is always true, has DuckDB (2.0.0) estimate fewer rows, and join in another order
   * (TPC-H's Q02 and Q13 took 1.5 times as long).
   */
  public String render(Split split) {
    return split.condition().equals(Split.EVERY_ROW)
        ? String.join(table, pieces)
        : String.join(where("(" + split.condition() + ")"), pieces);
  }

  /** In a SELECT of its own, where rowid can be nothing else's: every joined table has one too. */
  private String where(String condition) {
    return "(SELECT * FROM " + table + " WHERE " + condition + ")";
  }

  @Override
  public String toString() {
    return String.join(where("<split>"), pieces);
  }
}
