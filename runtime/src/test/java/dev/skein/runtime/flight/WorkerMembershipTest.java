package dev.skein.runtime.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.flight.security.TlsFiles;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.WorkerDirectory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkerMembershipTest {
  private static final URI ANY_PORT = URI.create("grpc://127.0.0.1:0");
  private static final ListenerSecurity OPEN =
      new ListenerSecurity(Optional.empty(), TlsFiles.NONE);

  @TempDir Path dir;

  private WorkerOptions.Builder joining(RegisteredWorkers coordinator) {
    return WorkerOptions.builder(ANY_PORT, dir).slots(1).join(coordinator.location());
  }

  @Test
  void aWorkerThatJoinsIsKnownUntilItDrains() throws Exception {
    try (RegisteredWorkers known = new RegisteredWorkers(ANY_PORT, OPEN, Duration.ofMinutes(1))) {
      CountDownLatch changed = new CountDownLatch(1);
      known.onChange(changed::countDown);
      try (WorkerServer worker = WorkerServer.start(joining(known).build())) {
        assertTrue(changed.await(20, TimeUnit.SECONDS));
        assertEquals(Set.of(worker.location()), known.endpoints());
        worker.drain();
        TestData.await(() -> known.endpoints().isEmpty());
      }
    }
  }

  @Test
  void aWorkerThatFallsSilentIsForgotten() {
    try (RegisteredWorkers known = new RegisteredWorkers(ANY_PORT, OPEN, Duration.ofMillis(500));
        WorkerServer worker = WorkerServer.start(joining(known).build())) {
      TestData.await(() -> known.endpoints().contains(worker.location()));
      // Workers speak every two seconds, so between two words this coordinator forgets them.
      TestData.await(() -> known.endpoints().isEmpty());
      TestData.await(() -> known.endpoints().contains(worker.location()));
    }
  }

  @Test
  void aWorkerWithoutTheTokenDoesNotGetIn() throws Exception {
    Path token = Files.writeString(dir.resolve("token"), "correct-horse-battery-staple");
    ListenerSecurity closed = new ListenerSecurity(Optional.of(token), TlsFiles.NONE);
    try (RegisteredWorkers known = new RegisteredWorkers(ANY_PORT, closed, Duration.ofMinutes(1));
        WorkerServer stranger = WorkerServer.start(joining(known).build());
        WorkerServer friend = WorkerServer.start(joining(known).tokenFile(token).build())) {
      TestData.await(() -> !known.endpoints().isEmpty());
      assertEquals(Set.of(friend.location()), known.endpoints());
      assertTrue(!known.endpoints().contains(stranger.location()));
    }
  }

  @Test
  void aNameStandsForAllItsAddresses() {
    try (WorkerDirectory known =
        WorkerDirectories.open(
            List.of("grpc://192.0.2.1:8815", "dns+grpc://localhost:8816"),
            Optional.empty(),
            TlsFiles.NONE)) {
      assertTrue(known.endpoints().contains(URI.create("grpc://192.0.2.1:8815")));
      assertTrue(known.endpoints().contains(URI.create("grpc://127.0.0.1:8816")));
    }
    try (DnsWorkers known =
        new DnsWorkers(URI.create("grpc+tls://localhost:1"), Duration.ofMinutes(1))) {
      assertTrue(known.endpoints().contains(URI.create("grpc+tls://127.0.0.1:1#localhost")));
    }
  }

  @Test
  void whatIsNoAddressIsRefused() {
    for (String entry :
        List.of("http://h:1", "grpc://h", "grpc://h:1/x", "grpc://h:1#x", "dns+h:1", "a b")) {
      SkeinException e =
          assertThrows(
              SkeinException.class,
              () -> WorkerDirectories.open(List.of(entry), Optional.empty(), TlsFiles.NONE),
              entry);
      assertEquals(Kind.USER, e.kind());
    }
    SkeinException e =
        assertThrows(
            SkeinException.class,
            () ->
                WorkerDirectories.open(
                    List.of("join+grpc://0.0.0.0:0"), Optional.empty(), TlsFiles.NONE));
    assertTrue(e.getMessage().contains("--token-file"), e.getMessage());
  }
}
