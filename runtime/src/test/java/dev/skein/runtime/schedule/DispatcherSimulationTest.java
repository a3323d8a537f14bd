package dev.skein.runtime.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DispatcherSimulationTest {
  private static final int WORKERS = 1_000;
  private static final int TASKS = 100_000;

  /** Durations around one second; weights that are right to within a third. */
  private static Simulation.Query query(Simulation simulation, Random random, int tasks) {
    long[] durations = new long[tasks];
    long[] weights = new long[tasks];
    for (int i = 0; i < tasks; i++) {
      double seconds = Math.exp(random.nextGaussian() * 0.5);
      durations[i] = (long) (seconds * Simulation.SECOND);
      weights[i] = (long) (seconds * 100_000 * (0.75 + 0.5 * random.nextDouble()));
    }
    return simulation.new Query(durations, weights);
  }

  private static void addWorkers(Simulation simulation, Random random) {
    for (int i = 0; i < WORKERS; i++) {
      simulation.worker("w" + i, 1, 0.7 + 0.6 * random.nextDouble());
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @Test
  void aThousandWorkersEndAHundredThousandTasksCloseToTheBound() {
    for (long seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      Simulation simulation = new Simulation(seed);
      addWorkers(simulation, random);
      simulation.straggleProbability = 0.002;
      simulation.straggleFactor = 10;
      simulation.lossProbability = 0.002;
      for (int i = 0; i < 50; i++) {
        long at = (long) (random.nextDouble() * 100 * Simulation.SECOND);
        simulation.death("w" + i * 20, at, i % 2 == 0 ? 0 : at + 20 * Simulation.SECOND);
      }
      Simulation.Query query = query(simulation, random, TASKS);
      long before = cpuNanos();
      simulation.run();
      double micros = (cpuNanos() - before) / 1e3 / TASKS;
      double ratio = (double) query.endedAt / simulation.bound(query.work());
      assertNull(query.failure);
      assertEquals(TASKS, query.group.done);
      assertTrue(simulation.losses > 100, "the faults were not simulated");
      assertTrue(ratio <= 1.10, "makespan " + ratio + " of the bound");
      assertTrue(micros < 50, micros + " us of CPU time for each task, simulation included");
    }
  }
}
