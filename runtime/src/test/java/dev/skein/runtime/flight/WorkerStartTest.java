package dev.skein.runtime.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.flight.security.TlsFiles;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a worker refuses to start as, and what is left then. */
@Timeout(60)
class WorkerStartTest {
  private static final URI ANY_PORT = URI.create("grpc://127.0.0.1:0");

  @TempDir Path dir;
  private Path temp;

  @BeforeEach
  void createTempDirectory() throws IOException {
    temp = Files.createDirectory(dir.resolve("temp"));
  }

  private WorkerOptions.Builder options(URI listen) {
    return WorkerOptions.builder(listen, dir).slots(1).tempDirectory(temp);
  }

  private static String refused(WorkerOptions.Builder options) {
    SkeinException e =
        assertThrows(SkeinException.class, () -> WorkerServer.start(options.build()).close());
    assertEquals(Kind.USER, e.kind());
    return e.getMessage();
  }

  private void assertNothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(temp)) {
      assertEquals(0, left.count());
    }
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }

  @Test
  void limitsThatDuckDbDoesNotTakeAreNamedAtOnce() throws Exception {
    String refused = refused(options(ANY_PORT).memoryLimit("10XB"));
    assertTrue(refused.contains("--memory-limit 10XB"), refused);
    assertTrue(refused.contains("Unknown unit"), refused);
    refused = refused(options(ANY_PORT).maxTempSize("much"));
    assertTrue(refused.contains("--max-temp-size much"), refused);
    assertNothingIsLeft();
  }

  @Test
  void aWorkerWhoseHttpPortIsTakenLeavesNoDirectory() throws Exception {
    try (ServerSocket taken = listen(0)) {
      String refused = refused(options(ANY_PORT).httpPort(taken.getLocalPort()));
      assertTrue(refused.contains("Cannot serve HTTP"), refused);
    }
    assertNothingIsLeft();
  }

  @Test
  void aWorkerThatCannotJoinLeavesItsPort() throws Exception {
    int port;
    try (ServerSocket free = listen(0)) {
      port = free.getLocalPort();
    }
    Path missing = dir.resolve("missing.pem");
    TlsFiles files = new TlsFiles(Optional.of(missing), Optional.of(missing), Optional.empty());
    String refused =
        refused(
            options(URI.create("grpc://127.0.0.1:" + port))
                .tls(files)
                .join(URI.create("grpc+tls://127.0.0.1:1")));
    assertTrue(refused.contains("missing.pem"), refused);
    listen(port).close();
    assertNothingIsLeft();
  }
}
