package dev.skein.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command of {@code bin/skein} in a JVM of its own, and what it said. */
final class CommandProcess implements AutoCloseable {
  private static final String ANNOUNCEMENT = "listening on ";
  private static final int SECONDS = 60;

  private final Process process;
  private final Path errors;
  private final CompletableFuture<String> address = new CompletableFuture<>();

  private CommandProcess(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
  }

  /**
   * Starts a command.
   *
   * @param folder where its standard error is kept
   */
  static CommandProcess start(Path folder, String... arguments) throws IOException {
    return start(folder, true, arguments);
  }

  /** Starts a command that logs much, to a pipe that nobody reads. */
  static CommandProcess startUnread(Path folder, String... arguments) throws IOException {
    return start(folder, false, arguments);
  }

  private static CommandProcess start(Path folder, boolean kept, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=" + (kept ? "info" : "debug"),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.skein.calcite.cli.Main"));
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile(folder, "skein", ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    if (kept) {
      builder.redirectError(errors.toFile());
    }
    Process process = builder.start();
    CommandProcess started = new CommandProcess(process, errors);
    Thread reader = new Thread(started::readOutput, "output of skein");
    reader.setDaemon(true);
    reader.start();
    return started;
  }

  /** Reads to the end, so that the process never blocks on a full pipe. */
  private void readOutput() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(ANNOUNCEMENT)) {
          address.complete(line.substring(ANNOUNCEMENT.length()).strip());
        }
      }
      address.completeExceptionally(new IOException("It ended before it listened:\n" + errors()));
    } catch (IOException e) {
      address.completeExceptionally(new UncheckedIOException(e));
    }
  }

  /** Where it listens, once it does. */
  String address() throws Exception {
    return address.get(SECONDS, TimeUnit.SECONDS);
  }

  /** What it has written to standard error so far. */
  String errors() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The exit status of a process that ends by itself. */
  int exitStatus() throws InterruptedException {
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("It goes on:\n" + errors());
    }
    return process.exitValue();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Ends it as a user would, and by force if it does not end. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
