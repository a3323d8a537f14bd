package dev.skein.runtime.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.worker.RemoteWorker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkerOpsTest {
  private static final URI ANY_PORT = URI.create("grpc://127.0.0.1:0");
  private static final String TOKEN = "correct-horse-battery-staple";

  @TempDir Path dir;
  private final HttpClient http = HttpClient.newHttpClient();

  private HttpResponse<String> get(WorkerServer server, String path, Optional<String> token)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.httpPort().orElseThrow() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void figuresCountWhatTheWorkerDid() throws Exception {
    TestData data = TestData.create(dir);
    WorkerOptions options = WorkerOptions.builder(ANY_PORT, dir).slots(3).httpPort(0).build();
    try (WorkerServer server = WorkerServer.start(options);
        BufferAllocator allocator = new RootAllocator();
        RemoteWorker worker =
            new FlightWorkerConnector(ClientOptions.defaults("test"), allocator)
                .connect(server.location())) {
      TestData.sum(worker.execute(data.task("SELECT i FROM t WHERE i < 10")), allocator);
      TestData.await(() -> worker.status().running() == 0);
      String figures = get(server, "/metrics", Optional.empty()).body();
      assertTrue(
          figures.contains("skein_worker_tasks_seconds_count{outcome=\"finished\"} 1"), figures);
      assertTrue(figures.contains("skein_worker_rows_sent_total 10.0"), figures);
      assertTrue(figures.contains("skein_worker_slots 3.0"), figures);
      assertTrue(figures.contains("skein_worker_databases_open 1.0"), figures);
      assertTrue(figures.contains("jvm_memory_used_bytes"), figures);
    }
  }

  @Test
  void aDrainingWorkerIsHealthyButNotReady() throws Exception {
    WorkerOptions options = WorkerOptions.builder(ANY_PORT, dir).slots(1).httpPort(0).build();
    try (WorkerServer server = WorkerServer.start(options)) {
      assertEquals(200, get(server, "/health", Optional.empty()).statusCode());
      assertEquals(200, get(server, "/ready", Optional.empty()).statusCode());
      server.drain();
      assertEquals(200, get(server, "/health", Optional.empty()).statusCode());
      HttpResponse<String> ready = get(server, "/ready", Optional.empty());
      assertEquals(503, ready.statusCode());
      assertEquals("draining\n", ready.body());
      assertEquals(404, get(server, "/health/x", Optional.empty()).statusCode());
      assertEquals(404, get(server, "/", Optional.empty()).statusCode());
    }
  }

  @Test
  void withATokenFileFiguresNeedTheTokenAndProbesDoNot() throws Exception {
    Path token = Files.writeString(dir.resolve("token"), TOKEN);
    WorkerOptions options =
        WorkerOptions.builder(ANY_PORT, dir).slots(1).httpPort(0).tokenFile(token).build();
    try (WorkerServer server = WorkerServer.start(options)) {
      assertEquals(403, get(server, "/metrics", Optional.empty()).statusCode());
      assertEquals(403, get(server, "/metrics", Optional.of(TOKEN + "x")).statusCode());
      assertEquals(200, get(server, "/metrics", Optional.of(TOKEN)).statusCode());
      assertEquals(200, get(server, "/ready", Optional.empty()).statusCode());
    }
  }
}
