package dev.skein.runtime.split;

import java.util.Arrays;

/**
 * How finely a table is cut. There is a task for each slot as soon as each has a row group to read,
 * and a round more of them only where each still reads enough: a task costs some milliseconds of a
 * processor whatever it reads.
 *
 * @param slots how many tasks can run at a time
 * @param limit how many tasks there may be at most
 * @param rowsPerTask what each of more tasks than slots has to read on average
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
        isForTests(rows)
            ? pieces
            : Math.min(
                (rows + ROW_GROUP - 1) / ROW_GROUP,
                slots * Math.max(1, rows / slots / rowsPerTask));
    return (int) Math.max(1, Math.min(Math.min(worth, pieces), limit));
  }

  /**
   * The part of the table that each of several tasks reads. Where slots run several one after the
   * other, the later ones are smaller, so that all slots end at about the same time; rows that are
   * only moved are moved in equal parts.
   */
  double[] shares(long rows, int tasks) {
    double[] shares = new double[tasks];
    int rounds = rowsPerTask == 1 || isForTests(rows) ? 1 : (tasks + slots - 1) / slots;
    for (int i = 0; i < tasks; i++) {
      shares[i] = Math.max(1, rounds - i / slots);
    }
    double all = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / all).toArray();
  }

  private boolean isForTests(long rows) {
    return small && rows < SMALL_TABLE;
  }
}
