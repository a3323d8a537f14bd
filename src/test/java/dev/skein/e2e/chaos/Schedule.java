package dev.skein.e2e.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What happens to a cluster while it runs some queries; the same for the same seed.
 *
 * @param clients what each of several clients runs, one query after the other, until all faults
 *     have begun
 * @param cancelAfterMillis when the first query of the first client is cancelled; negative for
 *     never
 */
record Schedule(
    long seed, List<List<Workload.Query>> clients, int cancelAfterMillis, List<Fault> faults) {
  private static final int MOST_QUERIES = 8;

  static Schedule of(long seed, Workload workload, int workers) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    List<List<Workload.Query>> clients = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      clients.add(
          random
              .ints(MOST_QUERIES, 0, workload.queries().size())
              .mapToObj(workload.queries()::get)
              .toList());
    }
    int cancelAfter = random.nextInt(8) == 0 ? random.nextInt(300) : -1;
    List<Fault> faults = new ArrayList<>();
    List<Integer> victims = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      Fault fault = Fault.any(random, workers);
      // Mending one fault would mend another one of the same worker.
      if (!victims.contains(fault.worker())) {
        victims.add(fault.worker());
        faults.add(fault);
      }
    }
    return new Schedule(seed, clients, cancelAfter, faults);
  }

  /** When the last fault has begun. */
  int lastFaultMillis() {
    return faults.stream().mapToInt(Fault::afterMillis).max().orElse(0);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("schedule " + seed + "\n");
    faults.forEach(fault -> text.append("  ").append(fault).append('\n'));
    if (cancelAfterMillis >= 0) {
      text.append("  cancel at ").append(cancelAfterMillis).append(" ms\n");
    }
    return text.toString();
  }
}
