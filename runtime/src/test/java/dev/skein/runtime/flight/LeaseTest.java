package dev.skein.runtime.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.flight.ControlCodec.Hello;
import dev.skein.runtime.flight.ControlCodec.Load;
import dev.skein.runtime.flight.ControlCodec.Welcome;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.RemoteWorker;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.AsyncPutListener;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightClient.ClientStreamListener;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator that falls silent, played by a bare Flight client that sends no heartbeats. */
@Timeout(60)
@SuppressWarnings("try") // Flight's streams may be interrupted when closed, like all here.
class LeaseTest {
  @TempDir Path dir;
  private TestData data;
  private final BufferAllocator allocator = new RootAllocator();
  private WorkerServer server;
  private RemoteWorker observer;
  private FlightClient silent;

  @BeforeEach
  void start() throws Exception {
    data = TestData.create(dir);
    server =
        WorkerServer.start(
            WorkerOptions.builder(URI.create("grpc://127.0.0.1:0"), dir).slots(1).build());
    observer =
        new FlightWorkerConnector(
                ClientOptions.defaults("observer")
                    .withTimes(
                        Duration.ofMillis(20), Duration.ofSeconds(10), Duration.ofSeconds(10)),
                allocator)
            .connect(server.location());
    Location location = Location.forGrpcInsecure("127.0.0.1", server.location().getPort());
    silent = FlightClient.builder(allocator, location).build();
  }

  @AfterEach
  void nothingLeaks() throws Exception {
    silent.close();
    observer.close();
    server.close();
    allocator.close();
  }

  private HeaderCallOption hello(Duration lease) {
    byte[] hello = ControlCodec.encode(new Hello("silent", DuckDbVersion.get(), lease));
    Welcome welcome =
        ControlCodec.decodeWelcome(
            silent.doAction(new Action(Protocol.HELLO, hello)).next().getBody());
    FlightCallHeaders headers = new FlightCallHeaders();
    headers.insert(Protocol.LEASE_HEADER_NAME, welcome.lease());
    return new HeaderCallOption(headers);
  }

  private void awaitRunning(int running) {
    TestData.await(() -> observer.status().running() == running);
  }

  @Test
  void theTasksOfASilentCoordinatorAreStopped() throws Exception {
    HeaderCallOption lease = hello(Duration.ofMillis(500));
    Ticket endless = new Ticket(TaskCodec.encode(data.task(TestData.ENDLESS)));
    try (FlightStream running = silent.getStream(endless, lease);
        FlightStream waiting = silent.getStream(endless, lease)) {
      awaitRunning(1);
      awaitRunning(0);
      for (FlightStream stream : List.of(running, waiting)) {
        FlightRuntimeException e = assertThrows(FlightRuntimeException.class, stream::next);
        assertEquals(Kind.WORKER_LOST, FlightErrors.fromFlight("x", e).kind());
      }
    }
    try (FlightStream late = silent.getStream(endless, lease)) {
      FlightRuntimeException e = assertThrows(FlightRuntimeException.class, late::next);
      assertTrue(e.getMessage().contains("connect again"), e.getMessage());
    }
  }

  @Test
  void aHalfSentUploadOfASilentCoordinatorIsGivenUp() throws Exception {
    HeaderCallOption lease = hello(Duration.ofMillis(500));
    Load load = new Load(TestData.QUERY, 0, data.database());
    AsyncPutListener answer = new AsyncPutListener();
    try (BigIntVector column = new BigIntVector("i", allocator);
        VectorSchemaRoot root = VectorSchemaRoot.of(column)) {
      column.setSafe(0, 1);
      root.setRowCount(1);
      ClientStreamListener upload =
          silent.startPut(FlightDescriptor.command(ControlCodec.encode(load)), answer, lease);
      upload.start(root);
      upload.putNext();
      CompletableFuture<Void> ends = CompletableFuture.runAsync(answer::getResult);
      ExecutionException e =
          assertThrows(ExecutionException.class, () -> ends.get(10, TimeUnit.SECONDS));
      assertEquals(Kind.WORKER_LOST, FlightErrors.fromFlight("x", e.getCause()).kind());
    }
  }

  @Test
  void aRenewedLeaseOutlivesItsTime() {
    RemoteWorker lively =
        new FlightWorkerConnector(
                ClientOptions.defaults("lively")
                    .withTimes(
                        Duration.ofMillis(50), Duration.ofSeconds(10), Duration.ofMillis(1500)),
                allocator)
            .connect(server.location());
    try (lively) {
      String slow = "SELECT count(*) FROM t a, range(100) b WHERE hash(a.i + b.range) % 7 < 9";
      long started = System.nanoTime();
      while (System.nanoTime() - started < TimeUnit.SECONDS.toNanos(2)) {
        assertEquals(300000L * 100, TestData.sum(lively.execute(data.task(slow)), allocator));
      }
    }
  }

  @Test
  void callsWithoutALeaseAreRefused() throws Exception {
    Ticket ticket = new Ticket(TaskCodec.encode(data.task("SELECT 1")));
    FlightCallHeaders headers = new FlightCallHeaders();
    headers.insert(Protocol.LEASE_HEADER_NAME, "made-up");
    for (HeaderCallOption option :
        List.of(new HeaderCallOption(headers), new HeaderCallOption(new FlightCallHeaders()))) {
      try (FlightStream stream = silent.getStream(ticket, option)) {
        FlightRuntimeException e = assertThrows(FlightRuntimeException.class, stream::next);
        assertEquals(Kind.WORKER_LOST, FlightErrors.fromFlight("x", e).kind());
      }
    }
  }

  @Test
  void anotherDuckDbIsRefused() {
    byte[] hello = ControlCodec.encode(new Hello("silent", "v1.0.0", Duration.ofSeconds(1)));
    FlightRuntimeException e =
        assertThrows(
            FlightRuntimeException.class,
            () -> silent.doAction(new Action(Protocol.HELLO, hello)).next());
    SkeinException translated = FlightErrors.fromFlight("x", e);
    assertEquals(Kind.USER, translated.kind());
    assertTrue(translated.getMessage().contains("v1.0.0"), translated.getMessage());
  }
}
