package dev.skein.runtime.task;

import java.util.List;
import java.util.stream.Collectors;

/** A stored table that can drive a stage: something that has an order to cut. */
public sealed interface TableSource {
  /** How messages and system tables name it. */
  String displayName();

  /** A native DuckDB table, cut by {@code rowid}. */
  record DuckDbTable(String schema, String table) implements TableSource {
    @Override
    public String displayName() {
      return schema + "." + table;
    }
  }

  /**
   * Parquet files, cut by {@code filename} and {@code file_row_number}.
   *
   * @param files the files, absolute or relative to the data root, in the order they are read
   * @param hivePartitioning whether folders named {@code key=value} are columns
   * @param state names the sizes and times of the files when they were listed
   */
  record ParquetTable(String name, List<String> files, boolean hivePartitioning, String state)
      implements TableSource {
    /**
     * The variable of every connection that holds the data root. DuckDB (2.0.0), once its access is
     * locked down, opens files by their full names only, and workers have other roots than the
     * coordinator; it folds the variable before it plans, so that files and row groups are pruned.
     */
    public static final String ROOT_VARIABLE = "skein_data_root";

    public ParquetTable {
      files = List.copyOf(files);
    }

    /** Files without partitions whose state nobody has asked for. */
    public ParquetTable(String name, List<String> files) {
      this(name, files, false, "");
    }

    /** Those of its files that a split of it reads. */
    public List<String> filesOf(Split split) {
      if (split instanceof Split.ParquetRowGroups one) {
        return List.of(one.file());
      }
      return split instanceof Split.ParquetFiles some ? some.files() : files;
    }

    /** The table in a FROM clause. */
    public String sql() {
      return "read_parquet(" + filesSql() + ", hive_partitioning = " + hivePartitioning + ")";
    }

    /** The list of its files. */
    public String filesSql() {
      return files.stream().map(ParquetTable::fileSql).collect(Collectors.joining(", ", "[", "]"));
    }

    /** The name of a file as the process that runs the SQL finds it. */
    public static String fileSql(String file) {
      boolean isAbsolute = file.startsWith("/") || file.contains(":");
      String text = Quoting.literal(file);
      return isAbsolute
          ? text
          : "coalesce(getvariable('" + ROOT_VARIABLE + "') || '/', '') || " + text;
    }

    @Override
    public String displayName() {
      return name;
    }
  }
}
