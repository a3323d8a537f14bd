package dev.skein.runtime.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class WorkerCoresTest {
  @Test
  void machinesOfTheirOwnAddUp() {
    assertEquals(3, speedUp(worker("a", 8, 8), worker("b", 8, 8), worker("c", 8, 8)));
  }

  @Test
  void processesThatMayEachUseTheWholeMachineGainNothingTogether() {
    assertEquals(1, speedUp(worker("a", 2, 2), worker("a", 2, 2), worker("a", 2, 2)));
  }

  @Test
  void partsOfAMachineAddUpToIt() {
    assertEquals(2, speedUp(worker("a", 2, 1), worker("a", 2, 1)));
    assertEquals(2, speedUp(worker("a", 64, 16), worker("a", 64, 16), worker("b", 64, 32)));
  }

  @Test
  void nobodyIsAsFastAsOne() {
    assertEquals(1, speedUp());
  }

  @Test
  void aProcessUsesNoMoreThanItMay() throws Exception {
    WorkerCores all = WorkerCores.local(0);
    assertEquals(Runtime.getRuntime().availableProcessors(), all.threads());
    assertEquals(all, WorkerCores.local(1_000_000));
    assertEquals(1, WorkerCores.local(1).threads());
    assertEquals(all.machine(), WorkerCores.local(1).machine());
    assertNotEquals("", all.machine());
  }

  private static WorkerCores worker(String machine, int machineCores, int threads) {
    return new WorkerCores(machine, machineCores, threads);
  }

  private static double speedUp(WorkerCores... workers) {
    return WorkerCores.speedUp(List.of(workers));
  }
}
