package dev.skein.calcite.enumerable;

import org.jspecify.annotations.Nullable;

/** Reads the values of one Arrow vector as Java objects. */
interface ColumnReader {
  /** The value of a row of the batch that is loaded, null for NULL. */
  @Nullable Object read(int row);

  /** Writes a run of rows into one column of them: one loop for each type, not one for each row. */
  default void read(int firstRow, int count, @Nullable Object[][] rows, int column) {
    for (int i = 0; i < count; i++) {
      rows[i][column] = read(firstRow + i);
    }
  }
}
