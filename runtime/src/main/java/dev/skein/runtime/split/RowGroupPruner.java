package dev.skein.runtime.split;

import dev.skein.runtime.split.StoredTable.Column;
import dev.skein.runtime.split.StoredTable.Segment;
import dev.skein.runtime.task.ColumnBound;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the row groups whose statistics exclude a bound. All comparisons are DuckDB's own, one
 * statement for all bounds of a table, so that its order of values is the one that counts.
 */
final class RowGroupPruner {
  /** The types whose least and greatest value survive the way through text. */
  private static final Pattern COMPARABLE =
      Pattern.compile(
          "U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL\\(.*|FLOAT|DOUBLE|BOOLEAN|DATE|TIME|UUID"
              + "|TIMESTAMP(_S|_MS|_NS| WITH TIME ZONE)?|VARCHAR");

  private static final char SEPARATOR = '\u001f';

  private RowGroupPruner() {}

  /** The places in the layout of the row groups in which no row satisfies all bounds. */
  static BitSet excluded(Connection snapshot, StoredTable table, List<ColumnBound> bounds)
      throws SQLException {
    BitSet excluded = new BitSet();
    List<Question> questions = new ArrayList<>();
    for (ColumnBound bound : bounds) {
      Column column = table.columns().get(StoredTable.key(bound.column()));
      if (column != null && COMPARABLE.matcher(column.type()).matches()) {
        questions.add(new Question(bound, column));
      }
    }
    answer(snapshot, questions);
    for (Question question : questions) {
      excluded.or(question.excludedGroups(table.layout()));
    }
    return excluded;
  }

  private static void answer(Connection snapshot, List<Question> questions) throws SQLException {
    List<Question> asked = questions.stream().filter(Question::hasRanges).toList();
    if (asked.isEmpty()) {
      return;
    }
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < asked.size(); i++) {
      sql.append(i == 0 ? "" : " UNION ALL ").append(asked.get(i).sql(i));
    }
    try (PreparedStatement statement = snapshot.prepareStatement(sql.toString())) {
      for (int i = 0; i < asked.size(); i++) {
        statement.setString(2 * i + 1, asked.get(i).texts(Segment::min));
        statement.setString(2 * i + 2, asked.get(i).texts(Segment::max));
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          asked.get(rows.getInt(1)).excludeRange(rows.getInt(2));
        }
      }
    }
  }

  /** Which segments of its column a bound excludes. */
  private static final class Question {
    private final ColumnBound bound;
    private final Column column;

    /** The segments that have a range to compare. */
    private final List<Segment> ranges;

    private final BitSet excludedRanges = new BitSet();

    Question(ColumnBound bound, Column column) {
      this.bound = bound;
      this.column = column;
      this.ranges = column.segments().stream().filter(Question::isRange).toList();
    }

    /** DuckDB writes bytes that are not printable ASCII as escapes, which do not compare alike. */
    private static boolean isRange(Segment segment) {
      return segment.hasValues() && isPlain(segment.min()) && isPlain(segment.max());
    }

    private static boolean isPlain(@Nullable String text) {
      return text != null && text.indexOf('\\') < 0 && text.indexOf(SEPARATOR) < 0;
    }

    boolean hasRanges() {
      return !ranges.isEmpty();
    }

    String texts(java.util.function.Function<Segment, @Nullable String> text) {
      return ranges.stream().map(text).collect(Collectors.joining(String.valueOf(SEPARATOR)));
    }

    String sql(int question) {
      return """
          (SELECT %d, place FROM (
            SELECT place, TRY_CAST(lo AS %s) AS lo, TRY_CAST(hi AS %<s) AS hi FROM (
              SELECT unnest(range(len(los))) AS place, unnest(los) AS lo, unnest(his) AS hi FROM (
                SELECT string_split(?, chr(31)) AS los, string_split(?, chr(31)) AS his)))
          WHERE %s)"""
          .formatted(question, column.type(), exclusion());
    }

    /**
     * When no value between {@code lo} and {@code hi} satisfies the bound. A string's {@code lo}
     * and {@code hi} may be the first bytes of the real ones: {@code lo} still is a lower bound,
     * and what is above every string that starts with {@code hi} is above the real one.
     */
    private String exclusion() {
      String constant = "(" + bound.constant() + ")";
      String above =
          column.type().equals("VARCHAR")
              ? "left(" + constant + ", length(hi)) > hi"
              : constant + " > hi";
      String notBelow = column.type().equals("VARCHAR") ? above : constant + " >= hi";
      return switch (bound.comparison()) {
        case EQUAL -> constant + " < lo OR " + above;
        case LESS -> constant + " <= lo";
        case LESS_OR_EQUAL -> constant + " < lo";
        case GREATER -> notBelow;
        case GREATER_OR_EQUAL -> above;
      };
    }

    void excludeRange(int place) {
      excludedRanges.set(place);
    }

    /** The groups all of whose rows are in excluded segments. */
    BitSet excludedGroups(TableLayout layout) {
      BitSet possible = new BitSet();
      long[] known = new long[layout.rowGroups().size()];
      int range = 0;
      for (Segment segment : column.segments()) {
        boolean excluded = isRange(segment) ? excludedRanges.get(range++) : !segment.hasValues();
        if (!excluded) {
          possible.set(segment.rowGroup());
        }
        known[segment.rowGroup()] = Math.max(known[segment.rowGroup()], segment.endRow());
      }
      BitSet groups = new BitSet();
      for (int i = 0; i < known.length; i++) {
        groups.set(i, !possible.get(i) && known[i] == layout.rowGroups().get(i).rows());
      }
      return groups;
    }
  }
}
