package dev.skein.runtime.task;

import java.util.List;

/**
 * DuckDB SQL with a gap wherever the condition of a split belongs. The writer of the SQL leaves the
 * gaps; nothing is searched for or replaced in finished text.
 *
 * @param pieces the text around the gaps; one piece is SQL without a gap
 */
public record SqlTemplate(List<String> pieces) {
  public SqlTemplate {
    pieces = List.copyOf(pieces);
    if (pieces.isEmpty()) {
      throw new IllegalArgumentException("A template has at least one piece");
    }
  }

  /** SQL that is the same for every task. */
  public static SqlTemplate of(String sql) {
    return new SqlTemplate(List.of(sql));
  }

  public String render(Split split) {
    return String.join("(" + split.condition() + ")", pieces);
  }

  @Override
  public String toString() {
    return String.join("<split>", pieces);
  }
}
