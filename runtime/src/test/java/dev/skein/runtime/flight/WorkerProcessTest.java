package dev.skein.runtime.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.RemoteWorker;
import dev.skein.runtime.worker.WorkerStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker in a process of its own, and what signals do to it. */
@Timeout(120)
class WorkerProcessTest {
  @TempDir Path dir;
  private TestData data;
  private final BufferAllocator allocator = new RootAllocator();
  private Process process;
  private RemoteWorker worker;

  /** What the process runs. */
  static final class Main {
    public static void main(String[] arguments) throws Exception {
      WorkerProcess.run(
          WorkerOptions.builder(URI.create("grpc://127.0.0.1:0"), Path.of(arguments[0]))
              .slots(2)
              .tempDirectory(Path.of(arguments[1]))
              .build(),
          System.out,
          () -> {});
    }
  }

  @BeforeEach
  void start() throws Exception {
    data = TestData.create(Files.createDirectory(dir.resolve("data")));
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                data.directory().toString(),
                spill().toString())
            .redirectError(dir.resolve("worker.log").toFile())
            .start();
    worker = connect(listening());
  }

  private Path spill() {
    return dir.resolve("spill");
  }

  private URI listening() throws IOException {
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    String prefix = "listening on ";
    assertTrue(line != null && line.startsWith(prefix), () -> "it said: " + line + "\n" + log());
    return URI.create(line.substring(prefix.length()));
  }

  private String log() {
    try {
      return Files.readString(dir.resolve("worker.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private RemoteWorker connect(URI endpoint) {
    ClientOptions options =
        ClientOptions.defaults("test")
            .withTimes(Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(10));
    return new FlightWorkerConnector(options, allocator).connect(endpoint);
  }

  @AfterEach
  void end() {
    worker.close();
    process.destroyForcibly();
    allocator.close();
  }

  private void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertEquals(0, kill.waitFor());
  }

  /** A task that runs, and somebody who waits for its first rows. */
  private CompletableFuture<Object> endless() {
    BatchStream stream = worker.execute(data.task(TestData.ENDLESS));
    CompletableFuture<Object> reader =
        CompletableFuture.supplyAsync(
            () -> {
              try (stream) {
                return stream.next();
              }
            });
    TestData.await(() -> worker.status().running() > 0);
    return reader;
  }

  private static Kind failure(CompletableFuture<Object> reader) {
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> reader.get(20, TimeUnit.SECONDS));
    return ((SkeinException) e.getCause()).kind();
  }

  @Test
  void aTerminatedWorkerFinishesItsTasksAndExitsWithZero() throws Exception {
    long rows = 0;
    try (BatchStream stream = worker.execute(data.task("SELECT a.i, a.s FROM t a, range(20) b"))) {
      ArrowRecordBatch first = stream.next();
      rows += first.getLength();
      first.close();
      signal("TERM");
      TestData.await(() -> worker.status().state() == WorkerStatus.State.DRAINING);
      for (ArrowRecordBatch batch = stream.next(); batch != null; batch = stream.next()) {
        rows += batch.getLength();
        batch.close();
      }
    }
    assertEquals(300000L * 20, rows);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it goes on");
    assertEquals(0, process.exitValue(), log());
    try (Stream<Path> left = Files.list(spill())) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void aKilledWorkerIsLostAtOnce() throws Exception {
    CompletableFuture<Object> reader = endless();
    signal("KILL");
    long killed = System.nanoTime();
    assertEquals(Kind.WORKER_LOST, failure(reader));
    worker.lost().toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertTrue(System.nanoTime() - killed < TimeUnit.SECONDS.toNanos(1), "it took too long");
  }

  @Test
  void aStalledWorkerIsLostAfterItsPatienceAndFreesItsTasksWhenItWakes() throws Exception {
    CompletableFuture<Object> reader = endless();
    signal("STOP");
    assertEquals(Kind.WORKER_LOST, failure(reader));
    worker.close();
    signal("CONT");
    worker = connect(URI.create(worker.name()));
    TestData.await(() -> worker.status().running() == 0);
    assertEquals(
        300000, TestData.sum(worker.execute(data.task("SELECT count(*) FROM t")), allocator));
  }
}
