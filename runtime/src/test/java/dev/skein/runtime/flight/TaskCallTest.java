package dev.skein.runtime.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.flight.security.SelectOnly;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskCallTest {
  @TempDir Path dir;

  /** A class that cannot be loaded because no file can be opened any more, say. */
  @Test
  void aCoordinatorHearsOfAnErrorThatIsNoException() throws Exception {
    TestData data = TestData.create(dir);
    URI location = URI.create("grpc://127.0.0.1:0");
    List<Object> told = new ArrayList<>();
    ServerStreamListener failing =
        (ServerStreamListener)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServerStreamListener.class},
                (proxy, method, arguments) -> {
                  switch (method.getName()) {
                    case "start" -> throw new NoClassDefFoundError("java/time/Nowhere");
                    case "error" -> told.add(arguments[0]);
                    default -> {}
                  }
                  return method.getReturnType() == boolean.class ? true : null;
                });
    try (BufferAllocator allocator = new RootAllocator();
        OpenDatabases databases =
            new OpenDatabases(
                new DataDirectory(dir),
                WorkerOptions.of(location, dir),
                () -> location,
                dir.resolve("temp"),
                allocator);
        SelectOnly selectOnly = new SelectOnly();
        WorkerMetrics metrics = new WorkerMetrics();
        Slots slots = new Slots(1)) {
      Lease lease = new Lease("lease", "test", Duration.ofMinutes(1));
      new TaskCall(
              data.task("SELECT 1"),
              lease,
              databases,
              selectOnly,
              metrics,
              slots,
              allocator,
              failing)
          .run();
    }
    assertEquals(1, told.size());
    assertTrue(told.get(0).toString().contains("java/time/Nowhere"), told.toString());
  }
}
