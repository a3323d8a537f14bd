package dev.skein.runtime.split;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was read about a table at one state of its data: the row groups, and the statistics of some
 * of its columns.
 *
 * @param columns by lower-case column name; a column that was looked for and has no statistics is
 *     there without segments
 * @param uncut why no condition on positions can cut the table, empty if one can
 */
record StoredTable(TableLayout layout, Map<String, Column> columns, String uncut) {
  StoredTable {
    columns = Map.copyOf(columns);
  }

  StoredTable(TableLayout layout, Map<String, Column> columns) {
    this(layout, columns, "");
  }

  /** A table that must be read in one piece. */
  static StoredTable uncut(String reason, long rows) {
    return new StoredTable(new TableLayout(List.of(), rows, false), Map.of(), reason);
  }

  /**
   * The statistics of a column, in the order of the row groups.
   *
   * @param type the DuckDB type
   */
  record Column(String type, List<Segment> segments) {
    Column {
      segments = List.copyOf(segments);
    }
  }

  /**
   * Statistics of consecutive values of a column within one row group.
   *
   * @param rowGroup the place of the row group in the layout
   * @param endRow how many rows of the row group it and the segments before it hold
   * @param hasValues whether any value may be other than NULL
   * @param min the least value as text; for strings perhaps only its first bytes. Null if unknown
   * @param max the greatest value, likewise
   */
  record Segment(
      int rowGroup, long endRow, boolean hasValues, @Nullable String min, @Nullable String max) {}

  /** Adds to what was known what a newer reading knows; of another layout only that is kept. */
  StoredTable merge(StoredTable newer) {
    if (!layout.equals(newer.layout)) {
      return newer;
    }
    Map<String, Column> all = new HashMap<>(columns);
    all.putAll(newer.columns);
    return new StoredTable(layout, all, uncut);
  }

  /** How much memory it takes, in segments. */
  int weight() {
    int weight = 1 + layout.rowGroups().size();
    for (Column column : columns.values()) {
      weight += column.segments().size();
    }
    return weight;
  }

  /** Collects the segments of columns while rows of metadata are read. */
  static final class ColumnsBuilder {
    private final Map<String, String> types = new HashMap<>();
    private final Map<String, List<Segment>> segments = new HashMap<>();

    void column(String name, String type) {
      types.put(key(name), type);
    }

    void add(String name, Segment segment) {
      segments.computeIfAbsent(key(name), unused -> new ArrayList<>()).add(segment);
    }

    Map<String, Column> build() {
      Map<String, Column> columns = new HashMap<>();
      types.forEach(
          (name, type) ->
              columns.put(name, new Column(type, segments.getOrDefault(name, List.of()))));
      return columns;
    }
  }

  /** DuckDB's column names do not differ by case. */
  static String key(String column) {
    return column.toLowerCase(java.util.Locale.ROOT);
  }
}
