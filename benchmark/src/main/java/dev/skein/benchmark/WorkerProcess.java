package dev.skein.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A worker with one slot and one DuckDB thread in a process of its own. */
final class WorkerProcess implements AutoCloseable {
  private static final String ANNOUNCEMENT = "listening on ";

  private final Process process;
  private final String address;

  private WorkerProcess(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Starts it on a free port and waits until it says where it listens. */
  static WorkerProcess start(Path data) throws IOException {
    Process process =
        JavaProcess.builder(
                List.of("-Xmx1g", "-XX:TieredStopAtLevel=1"), // as bin/skein does
                "dev.skein.calcite.cli.Main",
                List.of(
                    "worker",
                    "--listen",
                    "grpc://127.0.0.1:0",
                    "--data",
                    data.toString(),
                    "--slots",
                    "1",
                    "--threads",
                    "1"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = process.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      int at = line.indexOf(ANNOUNCEMENT);
      if (at >= 0) {
        drain(output);
        return new WorkerProcess(process, line.substring(at + ANNOUNCEMENT.length()).strip());
      }
    }
    throw new IOException("The worker ended before it listened");
  }

  /** So that the worker never waits on a full pipe. */
  private static void drain(Reader output) {
    Thread thread =
        new Thread(
            () -> {
              try {
                output.transferTo(Writer.nullWriter());
              } catch (IOException e) {
                // The worker has ended, and its output with it.
              }
            },
            "output of a worker");
    thread.setDaemon(true);
    thread.start();
  }

  /** As a model names it. */
  String address() {
    return address;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
