package dev.skein.e2e.chaos;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A worker process that can be killed, stopped and started again at the same address. What it logs
 * is appended to a file.
 */
final class WorkerJvm implements AutoCloseable {
  private static final String ANNOUNCEMENT = "listening on grpc://127.0.0.1:";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Path data;
  private final Path home;
  private final List<String> options;
  private final int httpPort;
  private int port;
  private @Nullable Process process;

  /**
   * @param data the directory that it reads
   * @param home an empty directory for its log and what it spills
   * @param options more options of {@code skein worker}
   */
  WorkerJvm(Path data, Path home, List<String> options) throws IOException {
    this.data = data;
    this.home = Files.createDirectories(home);
    this.options = List.copyOf(options);
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.httpPort = socket.getLocalPort();
    }
  }

  /** Starts it, the first time at any free port and then at that one; returns when it listens. */
  synchronized WorkerJvm start() {
    try {
      List<String> skein = new ArrayList<>();
      skein.addAll(List.of("worker", "--listen", "grpc://127.0.0.1:" + port));
      skein.addAll(List.of("--data", data.toString(), "--http-port", "" + httpPort));
      skein.addAll(List.of("--temp-directory", home.toString()));
      skein.addAll(options);
      Process started =
          new ProcessBuilder(
                  Launch.command(
                      List.of(
                          "-Xmx256m",
                          "-XX:TieredStopAtLevel=1",
                          "-XX:+UseSerialGC",
                          "-Djava.io.tmpdir=" + home),
                      skein))
              .redirectError(ProcessBuilder.Redirect.appendTo(log()))
              .start();
      process = started;
      port = announcedPort(started).get(60, TimeUnit.SECONDS);
      return this;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("The worker does not start; see " + log(), e);
    }
  }

  private static CompletableFuture<Integer> announcedPort(Process process) {
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader output = process.inputReader()) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                  if (line.startsWith(ANNOUNCEMENT)) {
                    port.complete(Integer.valueOf(line.substring(ANNOUNCEMENT.length()).strip()));
                  }
                }
                port.completeExceptionally(new IOException("It ended before it listened"));
              } catch (IOException e) {
                port.completeExceptionally(new UncheckedIOException(e));
              }
            },
            "output of a worker");
    reader.setDaemon(true);
    reader.start();
    return port;
  }

  private File log() {
    return home.resolve("worker.log").toFile();
  }

  /** What it has logged, over all its lives. */
  String logged() throws IOException {
    return Files.readString(log().toPath());
  }

  int port() {
    return port;
  }

  String address() {
    return "grpc://127.0.0.1:" + port;
  }

  synchronized Process process() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("The worker was not started");
    }
    return running;
  }

  boolean isAlive() {
    return process().isAlive();
  }

  /** Ends it as {@code kill -9} does. */
  void kill() {
    signal("KILL");
    awaitEnd();
  }

  /** Tells it to finish what it runs and to end. */
  void drain() {
    signal("TERM");
  }

  /** Takes the processor away from it, without its peers being told. */
  void stop() {
    signal("STOP");
  }

  void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process().pid()))
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void awaitEnd() {
    try {
      if (!process().waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The worker does not end; see " + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  ProcessFigures figures() throws IOException {
    return ProcessFigures.of(process().pid());
  }

  /** One of the figures that it shows to Prometheus. */
  double metric(String name) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/metrics"))
            .timeout(Duration.ofSeconds(10))
            .build();
    String figures = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return figures
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IOException("No figure " + name + " in " + figures));
  }

  /** Whether it runs nothing and holds no rows. */
  boolean isIdle() throws IOException, InterruptedException {
    return metric("skein_worker_tasks_running") == 0
        && metric("skein_worker_tasks_waiting") == 0
        && metric("skein_worker_batches_bytes") == 0;
  }

  @Override
  public void close() {
    Process running = process;
    if (running != null && running.isAlive()) {
      resume();
      kill();
    }
  }
}
