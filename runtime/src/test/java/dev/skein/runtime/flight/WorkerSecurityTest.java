package dev.skein.runtime.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.exchange.BatchStream;
import dev.skein.runtime.flight.security.TlsFiles;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.RemoteWorker;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WorkerSecurityTest {
  private static final URI PLAIN = URI.create("grpc://127.0.0.1:0");
  private static final URI TLS = URI.create("grpc+tls://127.0.0.1:0");
  private static final String TOKEN = "correct-horse-battery-staple";

  @TempDir Path dir;
  private TestData data;
  private final BufferAllocator allocator = new RootAllocator();

  @BeforeEach
  void createData() throws Exception {
    data = TestData.create(Files.createDirectory(dir.resolve("data")));
  }

  @AfterEach
  void nothingLeaks() {
    allocator.close();
  }

  private WorkerOptions.Builder options(URI listen) {
    return WorkerOptions.builder(listen, data.directory()).slots(1);
  }

  private void runsTasks(WorkerServer server, Optional<Path> token, TlsFiles tls) {
    try (FlightWorkerConnector connector = connector(token, tls);
        RemoteWorker worker = connector.connect(server.location())) {
      String sql = "SELECT count(*) FROM t";
      assertEquals(300000, TestData.sum(worker.execute(data.task(sql)), allocator));
    }
  }

  private FlightWorkerConnector connector(Optional<Path> token, TlsFiles tls) {
    return new FlightWorkerConnector(
        ClientOptions.defaults("test").withSecurity(token, tls), allocator);
  }

  private SkeinException refused(WorkerServer server, Optional<Path> token, TlsFiles tls) {
    try (FlightWorkerConnector connector = connector(token, tls)) {
      return assertThrows(SkeinException.class, () -> connector.connect(server.location()));
    }
  }

  private Path file(String name, String text) throws Exception {
    return Files.writeString(dir.resolve(name), text);
  }

  // -- what a worker is willing to start as

  @Test
  void beyondLoopbackAWorkerWithoutSecretsRefusesToStart() throws Exception {
    for (String host : List.of("0.0.0.0", "[::]", "192.0.2.1")) {
      SkeinException e =
          assertThrows(
              SkeinException.class, () -> options(URI.create("grpc://" + host + ":0")).build());
      assertEquals(Kind.USER, e.kind());
      assertTrue(e.getMessage().contains("--token-file"), e.getMessage());
      assertTrue(e.getMessage().contains("127.0.0.1"), e.getMessage());
    }
    X509Bundle authority = authority();
    TlsFiles oneSided = identity(authority, "worker", Optional.empty());
    assertThrows(
        SkeinException.class,
        () -> options(URI.create("grpc+tls://0.0.0.0:0")).tls(oneSided).build());
  }

  @Test
  void beyondLoopbackAWorkerWithATokenServesOthersOfTheMachinesAddresses() throws Exception {
    Path token = file("token", TOKEN);
    URI everywhere = URI.create("grpc://0.0.0.0:0");
    try (WorkerServer server = WorkerServer.start(options(everywhere).tokenFile(token).build())) {
      URI here = Endpoints.withPort(PLAIN, server.location().getPort());
      try (FlightWorkerConnector connector = connector(Optional.of(token), TlsFiles.NONE);
          RemoteWorker worker = connector.connect(here)) {
        assertEquals(1, worker.slots());
      }
    }
  }

  @Test
  void byDefaultOtherMachinesReachNothing() throws Exception {
    try (WorkerServer server = WorkerServer.start(options(PLAIN).build())) {
      for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
        for (InetAddress address : network.inetAddresses().toList()) {
          if (!address.isLoopbackAddress() && address.getAddress().length == 4) {
            URI other =
                URI.create(
                    "grpc://" + address.getHostAddress() + ":" + server.location().getPort());
            try (FlightWorkerConnector connector = connector(Optional.empty(), TlsFiles.NONE)) {
              assertThrows(SkeinException.class, () -> connector.connect(other));
            }
          }
        }
      }
    }
  }

  @Test
  void aTokenThatIsNoSecretIsRefused() throws Exception {
    for (String text : List.of("", "\n\n", "short", "sixteen characters with spaces")) {
      Path token = file("token", text);
      WorkerOptions options = options(PLAIN).tokenFile(token).build();
      assertEquals(
          Kind.USER, assertThrows(SkeinException.class, () -> WorkerServer.start(options)).kind());
    }
  }

  // -- tokens

  @Test
  void onlyWhoShowsTheTokenIsServed() throws Exception {
    Path token = file("token", TOKEN + "\n");
    try (WorkerServer server = WorkerServer.start(options(PLAIN).tokenFile(token).build())) {
      runsTasks(server, Optional.of(token), TlsFiles.NONE);
      SkeinException none = refused(server, Optional.empty(), TlsFiles.NONE);
      assertEquals(Kind.USER, none.kind());
      assertTrue(none.getMessage().contains("token"), none.getMessage());
      Path wrong = file("wrong", TOKEN + "r");
      SkeinException other = refused(server, Optional.of(wrong), TlsFiles.NONE);
      assertEquals(Kind.USER, other.kind());
      assertFalse(other.getMessage().contains(TOKEN), other.getMessage());
    }
  }

  @Test
  void aTokenIsReplacedWithoutARestart() throws Exception {
    Path token = file("token", TOKEN);
    Path next = file("next", "another-token-of-some-length");
    try (WorkerServer server = WorkerServer.start(options(PLAIN).tokenFile(token).build())) {
      refused(server, Optional.of(next), TlsFiles.NONE);
      Files.writeString(token, TOKEN + "\n" + Files.readString(next) + "\n");
      changed(token);
      until(() -> runsTasks(server, Optional.of(next), TlsFiles.NONE));
      runsTasks(server, Optional.of(token), TlsFiles.NONE);
    }
  }

  /** A file system may keep times too coarsely to tell two writes apart. */
  private static void changed(Path file) throws Exception {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
  }

  /** Tries again until it succeeds; the test's time-out ends it otherwise. */
  private static void until(Runnable attempt) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        attempt.run();
        return;
      } catch (SkeinException | AssertionError e) {
        Thread.onSpinWait();
      }
    }
    throw new AssertionError("it never succeeded");
  }

  // -- TLS

  private static X509Bundle authority() throws Exception {
    return new CertificateBuilder()
        .subject("CN=skein test authority")
        .setIsCertificateAuthority(true)
        .ecp256()
        .buildSelfSigned();
  }

  private TlsFiles identity(X509Bundle authority, String name, Optional<X509Bundle> trusted)
      throws Exception {
    X509Bundle own =
        new CertificateBuilder()
            .subject("CN=" + name)
            .addSanIpAddress("127.0.0.1")
            .ecp256()
            .buildIssuedBy(authority);
    return new TlsFiles(
        Optional.of(file(name + ".crt", own.getCertificatePathPEM())),
        Optional.of(file(name + ".key", own.getPrivateKeyPEM())),
        trusted.isEmpty() ? Optional.empty() : trusting(name + ".ca", trusted.get()).authorities());
  }

  private TlsFiles trusting(String name, X509Bundle authority) throws Exception {
    return new TlsFiles(
        Optional.empty(), Optional.empty(), Optional.of(file(name, authority.getCertificatePEM())));
  }

  @Test
  void tlsShowsTheWorkersNameAndHidesTheToken() throws Exception {
    X509Bundle authority = authority();
    Path token = file("token", TOKEN);
    TlsFiles worker = identity(authority, "worker", Optional.empty());
    TlsFiles client = trusting("client.ca", authority);
    try (WorkerServer server =
        WorkerServer.start(options(TLS).tls(worker).tokenFile(token).build())) {
      runsTasks(server, Optional.of(token), client);
      assertEquals(Kind.USER, refused(server, Optional.empty(), client).kind());
      refused(server, Optional.of(token), trusting("other.ca", authority()));
      refused(server, Optional.of(token), TlsFiles.NONE);
      URI plain = URI.create("grpc://127.0.0.1:" + server.location().getPort());
      try (FlightWorkerConnector connector = connector(Optional.of(token), TlsFiles.NONE)) {
        assertThrows(SkeinException.class, () -> connector.connect(plain));
      }
    }
  }

  @Test
  void mutualTlsLetsInOnlyWhomTheAuthoritySigned() throws Exception {
    X509Bundle authority = authority();
    TlsFiles worker = identity(authority, "worker", Optional.of(authority));
    try (WorkerServer server = WorkerServer.start(options(TLS).tls(worker).build())) {
      runsTasks(
          server, Optional.empty(), identity(authority, "coordinator", Optional.of(authority)));
      refused(server, Optional.empty(), trusting("client.ca", authority));
      X509Bundle stranger = authority();
      refused(server, Optional.empty(), identity(stranger, "stranger", Optional.of(authority)));
    }
  }

  @Test
  void aCertificateIsReplacedWithoutARestart() throws Exception {
    X509Bundle authority = authority();
    X509Bundle next = authority();
    TlsFiles worker = identity(authority, "worker", Optional.empty());
    try (WorkerServer server = WorkerServer.start(options(TLS).tls(worker).build())) {
      runsTasks(server, Optional.empty(), trusting("a.ca", authority));
      TlsFiles replaced = identity(next, "worker", Optional.empty());
      changed(replaced.certificate().orElseThrow());
      changed(replaced.key().orElseThrow());
      TlsFiles trustsNext = trusting("b.ca", next);
      until(() -> runsTasks(server, Optional.empty(), trustsNext));
    }
  }

  // -- what a coordinator may ask for

  @Test
  void sqlReachesNothingButTheDataDirectory() throws Exception {
    Path outside = file("outside.csv", "1\n");
    Path written = data.directory().resolve("written.csv");
    TestData.execute(
        data.directory().resolve("other.duckdb"),
        "COPY (SELECT 3::BIGINT AS i) TO '" + data.directory() + "/inside.parquet'");
    try (WorkerServer server = WorkerServer.start(options(PLAIN).build());
        FlightWorkerConnector connector = connector(Optional.empty(), TlsFiles.NONE);
        RemoteWorker worker = connector.connect(server.location())) {
      for (String sql :
          List.of(
              "SELECT * FROM '/etc/passwd'",
              "SELECT * FROM '" + outside + "'",
              "SELECT * FROM '../outside.csv'",
              "SELECT * FROM read_parquet('/etc/passwd')",
              "SELECT * FROM read_parquet('http://127.0.0.1:1/x.parquet')",
              "SELECT * FROM read_csv('/etc/passwd')",
              "SELECT * FROM read_text('/etc/passwd')",
              "SELECT * FROM glob('/etc/*')",
              "SELECT getenv('HOME')",
              "ATTACH 'other.duckdb'",
              "COPY (SELECT 1) TO '" + written + "'",
              "WITH a AS (COPY (SELECT 1) TO '" + written + "' (RETURN_FILES)) FROM a",
              "SELECT 1; COPY (SELECT 1) TO '" + written + "'",
              "INSTALL httpfs",
              "LOAD httpfs",
              "SET threads = 1",
              "SET arrow_lossless_conversion = false",
              "PRAGMA database_list",
              "CREATE TABLE skein_exchange.main.x AS SELECT 1",
              "INSERT INTO data.main.t VALUES (1, 'x')")) {
        SkeinException e =
            assertThrows(
                SkeinException.class,
                () -> {
                  try (BatchStream stream = worker.execute(data.task(sql))) {
                    stream.next();
                  }
                },
                sql);
        assertNotEquals(Kind.WORKER_LOST, e.kind(), sql);
        assertFalse(e.getMessage().contains("root:"), e.getMessage());
      }
      assertFalse(Files.exists(written));
      String inside =
          "SELECT i FROM read_parquet('" + data.directory().toRealPath() + "/inside.parquet')";
      assertEquals(3, TestData.sum(worker.execute(data.task(inside)), allocator));
    }
  }
}
