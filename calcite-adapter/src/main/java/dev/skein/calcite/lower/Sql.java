package dev.skein.calcite.lower;

import dev.skein.runtime.task.SqlTemplate;
import java.util.ArrayList;
import java.util.List;

/**
 * SQL text in pieces; between two pieces stands the split of the driver, which is not known yet.
 */
record Sql(List<String> pieces) {
  /** The gap for a split. */
  static final Sql SPLIT = new Sql(List.of("", ""));

  Sql {
    pieces = List.copyOf(pieces);
  }

  static Sql of(String text) {
    return new Sql(List.of(text));
  }

  /**
   * @param driver the table that is split; empty where there is no gap
   */
  SqlTemplate toTemplate(String driver) {
    return new SqlTemplate(pieces, driver);
  }

  /** The text, for SQL that has no gap. */
  String text() {
    if (pieces.size() != 1) {
      throw new IllegalStateException("SQL with a gap used where there can be none");
    }
    return pieces.get(0);
  }

  /** Appends text and pieces. */
  static final class Builder {
    private final List<String> done = new ArrayList<>();
    private final StringBuilder last = new StringBuilder();

    Builder add(String text) {
      last.append(text);
      return this;
    }

    Builder add(Sql sql) {
      last.append(sql.pieces().get(0));
      for (String piece : sql.pieces().subList(1, sql.pieces().size())) {
        done.add(last.toString());
        last.setLength(0);
        last.append(piece);
      }
      return this;
    }

    Sql build() {
      List<String> pieces = new ArrayList<>(done);
      pieces.add(last.toString());
      return new Sql(pieces);
    }
  }
}
