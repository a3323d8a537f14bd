package dev.skein.calcite.validate;

import dev.skein.calcite.sql.BetterInDuckDb;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Refuses names of columns with their schema beside tables of the same name in two schemas. Calcite
 * (1.42) shortens {@code a.t.x} to {@code t.x}, and in a sub-query over {@code b.t} that is a
 * column of the other table.
 */
final class TableNamesakes extends SqlBasicVisitor<@Nullable Void> {
  private final List<List<String>> tables = new ArrayList<>();
  private final List<List<String>> columns = new ArrayList<>();

  private TableNamesakes() {}

  /**
   * @param yields whether DuckDB is asked first
   */
  static void refuse(SqlNode statement, boolean yields) {
    TableNamesakes names = new TableNamesakes();
    statement.accept(names);
    for (List<String> column : names.columns) {
      if (yields && column.get(0).equals(column.get(1))) {
        throw new BetterInDuckDb("know " + String.join(".", column) + " from a member of a struct");
      }
      List<String> table = column.subList(0, column.size() - 1);
      if (!names.tables.contains(table)) {
        continue;
      }
      for (List<String> other : names.tables) {
        if (!other.equals(table) && last(other).equals(last(table))) {
          throw new SkeinException(
              Kind.USER,
              "%s and %s are both called %s: give them aliases to tell their columns apart"
                  .formatted(String.join(".", table), String.join(".", other), last(table)));
        }
      }
    }
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (call instanceof SqlSelect select) {
      collect(select.getFrom());
    } else if (call instanceof SqlJoin join) {
      collect(join.getLeft());
      collect(join.getRight());
    }
    return super.visit(call);
  }

  private void collect(@Nullable SqlNode from) {
    if (from instanceof SqlIdentifier table) {
      tables.add(lower(table));
    }
  }

  @Override
  public @Nullable Void visit(SqlIdentifier name) {
    if (name.names.size() > 2) {
      columns.add(lower(name));
    }
    return null;
  }

  private static List<String> lower(SqlIdentifier name) {
    return name.names.stream().map(part -> part.toLowerCase(Locale.ROOT)).toList();
  }

  private static String last(List<String> name) {
    return name.get(name.size() - 1);
  }
}
