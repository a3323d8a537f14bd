package dev.skein.calcite.cli;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Offers the names of tables and columns, and the words a query is made of. */
final class NameCompleter implements Completer {
  private static final List<String> KEYWORDS =
      List.of(
          "select",
          "from",
          "where",
          "group by",
          "having",
          "order by",
          "limit",
          "offset",
          "join",
          "left join",
          "on",
          "using",
          "with",
          "as",
          "distinct",
          "union all",
          "explain plan for",
          "case",
          "when",
          "then",
          "else",
          "end",
          "between",
          "and",
          "or",
          "not",
          "null",
          "exists",
          "values",
          "interval",
          "date",
          "timestamp",
          "cast",
          "count",
          "sum",
          "avg",
          "min",
          "max");

  private final SchemaNames names;

  NameCompleter(SchemaNames names) {
    this.names = names;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    // What stands before the last dot or bracket is kept: o.o_ord, count(l_ord.
    String word = line.word().substring(0, line.wordCursor());
    int kept =
        Math.max(Math.max(word.lastIndexOf('.'), word.lastIndexOf('(')), word.lastIndexOf(','));
    String prefix = word.substring(0, kept + 1);
    String typed = word.substring(kept + 1).toLowerCase(Locale.ROOT);
    KEYWORDS.forEach(keyword -> offer(prefix, typed, keyword, candidates));
    try {
      names.all().forEach(name -> offer(prefix, typed, name, candidates));
    } catch (SQLException e) {
      // Without the catalog the keywords are still useful; the next statement will say why.
    }
  }

  private static void offer(String prefix, String typed, String name, List<Candidate> candidates) {
    if (name.toLowerCase(Locale.ROOT).startsWith(typed)) {
      candidates.add(new Candidate(prefix + name, name, null, null, null, null, false));
    }
  }
}
