package dev.skein.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Says where and when figures were made, and how busy the machine was. */
final class Machine {
  private Machine() {}

  static String describe() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return "%s, %d cores, load average %.1f, Java %s, heap up to %d MiB"
        .formatted(
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            system.getAvailableProcessors(),
            system.getSystemLoadAverage(),
            Runtime.version(),
            Runtime.getRuntime().maxMemory() >> 20);
  }
}
