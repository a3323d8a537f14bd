package dev.skein.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A worker in a JVM of its own, started as a user starts it, on a port that was free. */
final class WorkerProcess implements AutoCloseable {
  private static final String ANNOUNCEMENT = "listening on ";

  private final Process process;
  private final String address;

  private WorkerProcess(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Starts a worker that reads files under a directory and waits until it listens. */
  static WorkerProcess start(Path data, int slots)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--add-opens=java.base/java.nio=ALL-UNNAMED",
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.skein.calcite.cli.Main",
                    "worker",
                    "--listen",
                    "grpc://127.0.0.1:0",
                    "--data",
                    data.toString(),
                    "--threads",
                    "1",
                    "--slots",
                    String.valueOf(slots)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    CompletableFuture<String> address = new CompletableFuture<>();
    Thread reader = new Thread(() -> readOutput(process, address), "output of a worker");
    reader.setDaemon(true);
    reader.start();
    try {
      return new WorkerProcess(process, address.get(60, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Reads to the end, so that the worker never blocks on a full pipe. */
  private static void readOutput(Process process, CompletableFuture<String> address) {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        int at = line.indexOf(ANNOUNCEMENT);
        if (at >= 0) {
          address.complete(line.substring(at + ANNOUNCEMENT.length()).strip());
        }
      }
      address.completeExceptionally(new IOException("The worker ended before it listened"));
    } catch (IOException e) {
      address.completeExceptionally(new UncheckedIOException(e));
    }
  }

  /** Where it listens, as a model names it. */
  String address() {
    return address;
  }

  /** Ends it as a user would, and by force if it does not end. */
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
