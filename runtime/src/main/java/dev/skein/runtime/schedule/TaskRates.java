package dev.skein.runtime.schedule;

/**
 * The median time that finished tasks took for each unit of their size, to within a tenth, without
 * keeping the times: counts by logarithm.
 */
final class TaskRates {
  private static final double STEP = Math.log(1.1);
  private static final int BUCKETS = 512;

  private int[] counts = new int[0];
  private int total;

  void add(long nanos, long weight) {
    if (total == 0) {
      counts = new int[BUCKETS];
    }
    double rate = Math.max(1e-3, (double) Math.max(1, nanos) / weight);
    int bucket = (int) ((Math.log(rate) - Math.log(1e-3)) / STEP);
    counts[Math.min(BUCKETS - 1, bucket)]++;
    total++;
  }

  /** Nanoseconds for each unit of size; infinite as long as nothing is known. */
  double median() {
    int seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (2 * seen >= total) {
        return 1e-3 * Math.exp((i + 0.5) * STEP);
      }
    }
    return Double.POSITIVE_INFINITY;
  }
}
