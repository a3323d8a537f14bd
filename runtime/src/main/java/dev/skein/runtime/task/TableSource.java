package dev.skein.runtime.task;

import java.util.List;

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
   * @param files the files, relative to the data root, in the order they are read
   */
  record ParquetTable(String name, List<String> files) implements TableSource {
    public ParquetTable {
      files = List.copyOf(files);
    }

    @Override
    public String displayName() {
      return name;
    }
  }
}
