package dev.skein.runtime.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OpenDatabasesTest {
  private static final URI LISTEN = URI.create("grpc://127.0.0.1:0");

  @TempDir Path dir;

  /** Or the coordinator would take a worker for lost that opens a file from a slow disk. */
  @Test
  void aHeartbeatIsAnsweredWhileALoadOpensADatabase() throws Exception {
    TestData data = TestData.create(dir);
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch mayOpen = new CountDownLatch(1);
    try (BufferAllocator allocator = new RootAllocator();
        OpenDatabases databases =
            new OpenDatabases(
                new DataDirectory(dir),
                WorkerOptions.builder(LISTEN, dir).build(),
                () -> {
                  opening.countDown();
                  await(mayOpen);
                  return LISTEN;
                },
                dir,
                allocator);
        Slots slots = new Slots(1)) {
      StatusReport status = new StatusReport(slots, databases);
      Lease lease = new Lease("lease", "coordinator", Duration.ofMinutes(1));
      CompletableFuture<OpenDatabases.Use> load =
          CompletableFuture.supplyAsync(
              () -> lease.useForLoad(TestData.QUERY, data.database(), databases));
      await(opening);
      CompletableFuture<Integer> heartbeat =
          CompletableFuture.supplyAsync(
              () -> {
                lease.renew();
                return status.now().slots();
              });
      try {
        assertEquals(1, heartbeat.get(5, TimeUnit.SECONDS));
      } finally {
        mayOpen.countDown();
      }
      load.get(5, TimeUnit.SECONDS);
      assertEquals(1, databases.databases().size());
      lease.end("the test ends");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
