package dev.skein.e2e.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds, as Linux counts it.
 *
 * @param residentMegabytes the memory that is really there
 */
record ProcessFigures(int threads, int descriptors, long residentMegabytes) {
  static ProcessFigures of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    int threads = 0;
    long resident = 0;
    for (String line : Files.readAllLines(process.resolve("status"))) {
      if (line.startsWith("Threads:")) {
        threads = Integer.parseInt(line.substring("Threads:".length()).strip());
      } else if (line.startsWith("VmRSS:")) {
        resident = Long.parseLong(line.replaceAll("\\D", "")) >> 10;
      }
    }
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      return new ProcessFigures(threads, (int) descriptors.count(), resident);
    }
  }

  static ProcessFigures ofThisProcess() throws IOException {
    return of(ProcessHandle.current().pid());
  }

  @Override
  public String toString() {
    return threads + " threads, " + descriptors + " descriptors, " + residentMegabytes + " MB";
  }
}
