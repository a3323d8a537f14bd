package dev.skein.benchmark;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures several actions in turn, so that whatever disturbs the machine disturbs all of them.
 *
 * @param warmups rounds that are not measured
 * @param repetitions rounds that are
 */
record Rounds(int warmups, int repetitions) {
  Rounds {
    if (warmups < 0 || repetitions < 1) {
      throw new IllegalArgumentException(
          "At least one repetition and no negative number of warm-ups: " + repetitions);
    }
  }

  /** Does something once and returns its cost, in whatever unit it counts. */
  @FunctionalInterface
  interface Action {
    double cost() throws Exception;
  }

  /** Does something once; {@link #timed} makes its duration the cost. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }

  static Action timed(Step step) {
    return () -> {
      long begun = System.nanoTime();
      step.run();
      return (System.nanoTime() - begun) / 1e6;
    };
  }

  /** The median cost of each action; every other round goes through them backwards. */
  List<Double> medians(List<Action> actions) throws Exception {
    List<List<Double>> costs = new ArrayList<>();
    actions.forEach(action -> costs.add(new ArrayList<>()));
    for (int round = 0; round < warmups + repetitions; round++) {
      for (int i = 0; i < actions.size(); i++) {
        int index = round % 2 == 0 ? i : actions.size() - 1 - i;
        double cost = actions.get(index).cost();
        if (round >= warmups) {
          costs.get(index).add(cost);
        }
      }
    }
    return costs.stream().map(Statistics::median).toList();
  }
}
