package dev.skein.runtime.split;

import dev.skein.runtime.split.TableLayout.RowGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/** Decides how many tasks a table is worth and divides weighted things evenly among them. */
final class SplitCutter {
  private SplitCutter() {}

  /** Consecutive things, from the first to before the last. */
  record Run(int from, int to) {
    int size() {
      return to - from;
    }
  }

  static long rows(List<RowGroup> groups) {
    return groups.stream().mapToLong(RowGroup::rows).sum();
  }

  /** Divides things in their order into runs of about the same weight, none of them empty. */
  static <T> List<Run> runs(List<T> things, ToLongFunction<T> weight, int runs) {
    double[] shares = new double[runs];
    Arrays.fill(shares, 1.0 / runs);
    return runs(things, weight, shares);
  }

  /**
   * Divides things in their order into runs, none of them empty.
   *
   * @param shares the part of the whole weight that each run should have, 1 in all
   */
  static <T> List<Run> runs(List<T> things, ToLongFunction<T> weight, double[] shares) {
    int runs = shares.length;
    long[] before = new long[things.size() + 1];
    for (int i = 0; i < things.size(); i++) {
      before[i + 1] = before[i] + weight.applyAsLong(things.get(i));
    }
    long total = before[things.size()];
    List<Run> cut = new ArrayList<>(runs);
    int from = 0;
    double target = 0;
    for (int run = 1; run < runs; run++) {
      target += total * shares[run - 1];
      int last = things.size() - (runs - run);
      int to = from + 1;
      while (to < last && Math.abs(before[to + 1] - target) <= Math.abs(before[to] - target)) {
        to++;
      }
      cut.add(new Run(from, to));
      from = to;
    }
    cut.add(new Run(from, things.size()));
    return cut;
  }
}
