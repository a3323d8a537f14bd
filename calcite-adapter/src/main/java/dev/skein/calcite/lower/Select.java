package dev.skein.calcite.lower;

import dev.skein.calcite.lower.text.Literals;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A SELECT under construction. Operators are added to it as long as its clauses allow; then it is
 * wrapped and becomes the FROM of the next one.
 *
 * <p>FROM and WHERE are held as {@link Sql}, which keeps the gap for the split's condition; a
 * driving table never stands anywhere else.
 */
final class Select {
  Sql from;
  final List<Sql> where = new ArrayList<>();
  @Nullable List<String> groupBy;
  List<Item> items;

  /** The places of items that hold no aggregate although this SELECT aggregates. */
  Set<Integer> withoutAggregate = Set.of();

  final List<String> orderBy = new ArrayList<>();
  @Nullable String fetch;
  @Nullable String offset;

  /**
   * An output column.
   *
   * @param isColumn whether the text only names a column, so that repeating it costs nothing
   * @param isOnce whether it is computed once, before anything else can be done with its rows: it
   *     holds a window function, or a call that gives another value each time
   * @param isOuter whether it names columns of an outer query and none of this one: DuckDB would
   *     take an aggregate of nothing else for one of the outer query
   */
  record Item(String text, boolean isColumn, boolean isOnce, boolean isOuter) {
    Item(String text, boolean isColumn, boolean isOnce) {
      this(text, isColumn, isOnce, false);
    }

    static Item column(String text) {
      return new Item(text, true, false);
    }

    /**
     * Whether DuckDB would take it for a position in GROUP BY or ORDER BY, or refuse it there. As a
     * key it orders nothing.
     */
    boolean isConstant() {
      return Literals.isConstant(text);
    }
  }

  Select(Sql from, List<Item> items) {
    this.from = from;
    this.items = List.copyOf(items);
  }

  /** Whether only FROM and WHERE are there: rows are still those of the table or join. */
  boolean isRows() {
    return groupBy == null && !isOrdered() && !isComputed();
  }

  boolean isOrdered() {
    return !orderBy.isEmpty() || isLimited();
  }

  boolean isLimited() {
    return fetch != null || offset != null;
  }

  boolean isComputed() {
    return items.stream().anyMatch(Item::isOnce);
  }

  List<String> texts() {
    return items.stream().map(Item::text).toList();
  }

  /**
   * The whole SELECT.
   *
   * @param names the names of the output columns
   */
  Sql toSql(List<String> names) {
    Sql.Builder sql = new Sql.Builder().add("SELECT ");
    for (int i = 0; i < items.size(); i++) {
      sql.add(i == 0 ? "" : ", ").add(items.get(i).text()).add(" AS ").add(names.get(i));
    }
    if (items.isEmpty()) {
      sql.add("NULL AS c0"); // a relation without columns still has rows
    }
    sql.add(" FROM ").add(from);
    for (int i = 0; i < where.size(); i++) {
      sql.add(i == 0 ? " WHERE " : " AND ").add(where.get(i));
    }
    if (groupBy != null && !groupBy.isEmpty()) {
      sql.add(" GROUP BY ").add(String.join(", ", groupBy));
    }
    if (!orderBy.isEmpty()) {
      sql.add(" ORDER BY ").add(String.join(", ", orderBy));
    }
    if (fetch != null) {
      sql.add(" LIMIT ").add(fetch);
    }
    if (offset != null) {
      sql.add(" OFFSET ").add(offset);
    }
    return sql.build();
  }
}
