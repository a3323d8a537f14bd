package dev.skein.runtime.split;

/**
 * How finely a table is cut. There is a task for each slot as soon as each has a row group to read,
 * and more only where each of them still reads enough: a task costs some milliseconds of a
 * processor whatever it reads.
 *
 * @param slots how many tasks can run at a time
 * @param limit how many tasks there may be at most
 * @param rowsPerTask what each of more tasks than slots must have to read
 * @param small whether a small table is cut into as many tasks as there may be, for tests
 */
record Fineness(int slots, int limit, long rowsPerTask, boolean small) {
  /**
   * What a task reads at least: DuckDB's own row group. So a table of many small row groups is not
   * cut at each of them.
   */
  static final long ROW_GROUP = 122_880;

  /** Below it a table is small, and is cut as finely as tests want it. */
  private static final long SMALL_TABLE = 8 * ROW_GROUP;

  /**
   * How many tasks.
   *
   * @param pieces into how many the table can be cut at most
   */
  int tasks(long rows, long pieces) {
    long worth =
        small && rows < SMALL_TABLE
            ? pieces
            : Math.min((rows + ROW_GROUP - 1) / ROW_GROUP, Math.max(slots, rows / rowsPerTask));
    return (int) Math.max(1, Math.min(Math.min(worth, pieces), limit));
  }
}
