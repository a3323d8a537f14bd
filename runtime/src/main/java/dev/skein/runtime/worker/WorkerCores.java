package dev.skein.runtime.worker;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a remote worker computes on.
 *
 * @param machine the same for all workers of one machine, even in containers of their own
 * @param machineCores how many that machine has, whatever part of them this worker may use
 * @param threads on how many cores this worker computes a task
 */
public record WorkerCores(String machine, int machineCores, int threads) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /**
   * Those of this process.
   *
   * @param threads how many threads its DuckDB was given, 0 for one per core
   */
  public static WorkerCores local(int threads) throws IOException {
    int own = Runtime.getRuntime().availableProcessors();
    int used = threads == 0 ? own : Math.min(threads, own);
    return Files.isReadable(BOOT_ID) && Files.isReadable(PROCESSORS)
        ? new WorkerCores(Files.readString(BOOT_ID).strip(), Math.max(own, processors()), used)
        : new WorkerCores(InetAddress.getLocalHost().getHostName(), own, used);
  }

  private static int processors() throws IOException {
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return (int) lines.filter(line -> line.startsWith("processor")).count();
    }
  }

  /**
   * How many times as many cores some workers have together as the largest of them; those of one
   * machine have no more than it has.
   */
  public static double speedUp(Collection<WorkerCores> workers) {
    int together =
        workers.stream().collect(Collectors.groupingBy(WorkerCores::machine)).values().stream()
            .mapToInt(WorkerCores::ofOneMachine)
            .sum();
    int largest = workers.stream().mapToInt(WorkerCores::threads).max().orElse(1);
    return Math.max(1, (double) together / largest);
  }

  private static int ofOneMachine(List<WorkerCores> workers) {
    int threads = workers.stream().mapToInt(WorkerCores::threads).sum();
    int cores = workers.stream().mapToInt(WorkerCores::machineCores).max().orElse(threads);
    return Math.min(threads, cores);
  }
}
