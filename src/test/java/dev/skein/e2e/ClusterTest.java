package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.Location;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that a model finds, and the secrets between them, with real processes. */
@Timeout(180)
class ClusterTest {
  private static final int ROWS = 500_000;
  private static final String COUNT = "select count(*) from t";
  private static final String TOKEN = "correct-horse-battery-staple";

  /** The version of the protocol that this release speaks. */
  private static final int PROTOCOL = 7;

  private static final String HELLO =
      """
      {"protocol": %d, "coordinator": "test", "duckDb": "%s", "leaseMillis": 1000}""";
  private static final String JOIN =
      """
      {"protocol": %d, "endpoint": "grpc://127.0.0.1:1", "duckDb": "%s"}""";

  @TempDir static Path data;
  @TempDir Path folder;

  @BeforeAll
  static void createData() throws SQLException {
    create(data.resolve("t.duckdb"), ROWS);
  }

  private static void create(Path file, int rows) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t AS SELECT range AS i FROM range(" + rows + ")");
    }
  }

  private CommandProcess worker(String... more) throws IOException {
    return worker(data, more);
  }

  private CommandProcess worker(Path directory, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("worker", "--data", directory.toString(), "--slots", "2"));
    Collections.addAll(arguments, more);
    return CommandProcess.start(folder, arguments.toArray(String[]::new));
  }

  private Connection connect(Map<String, Object> operand) throws IOException, SQLException {
    return connect("model", operand);
  }

  private Connection connect(String name, Map<String, Object> operand)
      throws IOException, SQLException {
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "database",
                data.resolve("t.duckdb").toString(),
                "distribution",
                "always",
                "workerTimeout",
                20));
    all.putAll(operand);
    return DriverManager.getConnection("jdbc:skein:model=" + ModelFile.of(all).write(folder, name));
  }

  private static long count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(COUNT)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** The workers by endpoint, with their states. */
  private static Map<String, String> workers(Connection connection) throws SQLException {
    Map<String, String> states = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select endpoint, state, error from skein.workers")) {
      while (rows.next()) {
        states.put(rows.getString(1), rows.getString(2) + " " + rows.getString(3));
      }
    }
    return states;
  }

  private static String failure(Connection connection) {
    return Oracle.messages(assertThrows(SQLException.class, () -> count(connection)));
  }

  /** The free port of a moment ago; nobody else here asks for one that is named. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String loopback(int port) {
    return "grpc://127.0.0.1:" + port;
  }

  // -- where workers are

  @Test
  void workersJoinAndLeaveWhileQueriesRun() throws Exception {
    int port = freePort();
    Path token = Files.writeString(folder.resolve("token"), TOKEN);
    String join = loopback(port);
    Map<String, Object> operand =
        Map.of("workers", List.of("join+" + join), "tokenFile", token.toString());
    String[] joining = {"--listen", loopback(0), "--join", join, "--token-file", token.toString()};
    try (Connection connection = connect(operand);
        CommandProcess first = worker(joining)) {
      assertEquals(ROWS, count(connection), "the query waits for the first worker");
      assertEquals(Map.of(first.address(), "ACTIVE null"), workers(connection));
      try (CommandProcess second = worker(joining)) {
        while (!"ACTIVE null".equals(workers(connection).get(second.address()))) {
          assertEquals(ROWS, count(connection));
        }
        assertEquals(2, workers(connection).size());
        first.terminate();
        while (workers(connection).containsKey(first.address())) {
          assertEquals(ROWS, count(connection));
        }
        assertEquals(0, first.exitStatus(), first.errors());
        assertEquals(Map.of(second.address(), "ACTIVE null"), workers(connection));
        assertEquals(ROWS, count(connection));
      }
    }
  }

  @Test
  void twoSchemasOfAModelShareTheAddressAtWhichWorkersJoin() throws Exception {
    String join = loopback(freePort());
    Map<String, Object> operand =
        Map.of(
            "database",
            data.resolve("t.duckdb").toString(),
            "workers",
            List.of("join+" + join),
            "distribution",
            "always");
    Path model = ModelFile.of(operand).schema("e", operand).write(folder, "two");
    try (Connection connection = DriverManager.getConnection("jdbc:skein:model=" + model);
        CommandProcess worker = worker("--listen", loopback(0), "--join", join);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select (select count(*) from d.t) + (select count(*) from e.t)")) {
      rows.next();
      assertEquals(2L * ROWS, rows.getLong(1), worker.errors());
    }
  }

  @Test
  void aKnownStatementIsSplitOnceThereAreCoresForIt() throws Exception {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "two workers have two cores");
    String join = loopback(freePort());
    String[] joining = {"--listen", loopback(0), "--join", join, "--threads", "1"};
    try (Connection connection =
            connect(Map.of("workers", List.of("join+" + join), "distribution", "auto"));
        CommandProcess first = worker(joining)) {
      assertEquals(ROWS, count(connection));
      awaitActive(connection, first);
      assertEquals(ROWS, count(connection));
      assertEquals(1, tasksOfLastCount(connection));
      try (CommandProcess second = worker(joining)) {
        awaitActive(connection, second);
        assertEquals(ROWS, count(connection));
        assertTrue(tasksOfLastCount(connection) > 1);
      }
    }
  }

  private static void awaitActive(Connection connection, CommandProcess worker) throws Exception {
    while (!"ACTIVE null".equals(workers(connection).get(worker.address()))) {
      Thread.sleep(10);
    }
  }

  private static int tasksOfLastCount(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select tasks_generated from skein.queries where sql = '"
                    + COUNT
                    + "' order by start_time desc limit 1")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @Test
  void aNameIsResolvedToWorkers() throws Exception {
    try (CommandProcess worker = worker("--listen", loopback(0))) {
      String entry = "dns+grpc://localhost:" + worker.address().replaceAll(".*:", "");
      try (Connection connection = connect(Map.of("workers", List.of(entry)))) {
        assertEquals(ROWS, count(connection));
        assertEquals("ACTIVE null", workers(connection).get(worker.address()));
      }
    }
  }

  // -- secrets

  @Test
  void aModelNamesTheSecretsOfProtectedWorkers() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), TOKEN);
    Path wrong = Files.writeString(folder.resolve("wrong"), TOKEN + "r");
    Certificates certificates = Certificates.create(folder.resolve("ca.pem"));
    certificates.sign(folder.resolve("worker.pem"), folder.resolve("worker.key"));
    certificates.sign(folder.resolve("client.pem"), folder.resolve("client.key"));
    try (CommandProcess worker =
        worker(
            "--listen",
            "grpc+tls://127.0.0.1:0",
            "--token-file",
            token.toString(),
            "--tls-cert",
            folder.resolve("worker.pem").toString(),
            "--tls-key",
            folder.resolve("worker.key").toString(),
            "--tls-ca",
            certificates.authority().toString())) {
      Map<String, Object> all = new HashMap<>();
      all.put("workers", List.of(worker.address()));
      all.put("workerTimeout", 1);
      // Relative to the model file, as all paths in a model.
      all.put("tlsCa", "ca.pem");
      all.put("tlsCert", "client.pem");
      all.put("tlsKey", "client.key");
      all.put("tokenFile", "token");
      try (Connection connection = connect(all)) {
        assertEquals(ROWS, count(connection));
      }
      for (String operand : List.of("tokenFile", "tlsCa")) {
        Map<String, Object> lacking = new HashMap<>(all);
        lacking.remove(operand);
        try (Connection connection = connect(lacking)) {
          assertTrue(failure(connection).contains("No worker was left"), operand);
        }
      }
      Map<String, Object> other = new HashMap<>(all);
      other.put("tokenFile", wrong.toString());
      try (Connection connection = connect(other)) {
        String failure = failure(connection);
        assertTrue(failure.contains("token"), failure);
        String shown = failure + workers(connection) + worker.errors();
        assertFalse(shown.contains(TOKEN), shown);
      }
    }
  }

  @Test
  void certificatesAreReplacedWhileACoordinatorAndItsWorkersGoOn() throws Exception {
    Path workerPem = folder.resolve("worker.pem");
    Path workerKey = folder.resolve("worker.key");
    Certificates.create(folder.resolve("ca.pem")).sign(workerPem, workerKey);
    String[] options = {
      "--listen",
      "grpc+tls://127.0.0.1:" + freePort(),
      "--tls-cert",
      workerPem.toString(),
      "--tls-key",
      workerKey.toString()
    };
    CommandProcess worker = worker(options);
    Map<String, Object> operand =
        Map.of("workers", List.of(worker.address()), "tlsCa", "ca.pem", "workerTimeout", 60);
    try (Connection connection = connect(operand)) {
      assertEquals(ROWS, count(connection));
      Certificates.create(folder.resolve("ca.pem")).sign(workerPem, workerKey);
      // The worker has read its new certificate once somebody who trusts only that gets in.
      boolean replaced = false;
      for (int i = 0; !replaced; i++) {
        try (Connection other =
            connect(
                "other" + i,
                Map.of(
                    "workers",
                    List.of(worker.address()),
                    "tlsCa",
                    "ca.pem",
                    "workerTimeout",
                    1,
                    "tasksPerSlot",
                    1 + i % 100))) {
          replaced = count(other) == ROWS;
        } catch (SQLException e) {
          assertTrue(Oracle.messages(e).contains("No worker was left"), Oracle.messages(e));
        }
      }
      assertEquals(ROWS, count(connection), "the open connection goes on");
      // The first coordinator has read the new authority too: it connects again.
      worker.close();
      try (CommandProcess next = worker(options)) {
        assertEquals(operand.get("workers"), List.of(next.address()));
        assertEquals(ROWS, count(connection));
      }
    } finally {
      worker.close();
    }
  }

  @Test
  void aWorkerWithOtherDataIsRefusedAndSaysSo() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    create(other.resolve("t.duckdb"), ROWS / 2);
    try (CommandProcess worker = worker(other, "--listen", loopback(0));
        Connection connection =
            connect(Map.of("workers", List.of(worker.address()), "workerTimeout", 1))) {
      String failure = failure(connection);
      assertTrue(failure.contains("was planned on version"), failure);
      assertTrue(failure.contains(worker.address()), failure);
    }
  }

  @Test
  void aWorkerWhoseCopyIsDamagedCostsAnAttemptAndNotTheQuery() throws Exception {
    Path damaged = Files.createDirectory(folder.resolve("damaged"));
    Files.writeString(damaged.resolve("t.duckdb"), "what was left of it");
    try (CommandProcess bad = worker(damaged, "--listen", loopback(0));
        CommandProcess good = worker("--listen", loopback(0));
        Connection connection =
            connect(Map.of("workers", List.of(bad.address(), good.address())))) {
      assertEquals(ROWS, count(connection));
    }
    try (CommandProcess bad = worker(damaged, "--listen", loopback(0));
        Connection connection =
            connect("bad", Map.of("workers", List.of(bad.address()), "workerTimeout", 1))) {
      String failure = failure(connection);
      assertTrue(failure.contains("not a valid DuckDB database file"), failure);
      assertTrue(failure.contains(bad.address()), failure);
    }
  }

  @Test
  void aWorkerWithAnotherParquetFileIsRefusedUntilItHasTheSame() throws Exception {
    Path here = Files.createDirectory(folder.resolve("here"));
    Path there = Files.createDirectory(folder.resolve("there"));
    create(here.resolve("t.duckdb"), 1);
    Files.copy(here.resolve("t.duckdb"), there.resolve("t.duckdb"));
    writeParquet(here.resolve("p.parquet"), ROWS);
    writeParquet(there.resolve("p.parquet"), ROWS / 2);
    Map<String, Object> operand =
        Map.of(
            "database",
            here.resolve("t.duckdb").toString(),
            "parquet",
            Map.of("p", here.resolve("p.parquet").toString()));
    try (CommandProcess worker = worker(there, "--listen", loopback(0));
        Connection connection = connect(with(operand, worker.address()));
        Statement statement = connection.createStatement()) {
      SQLException e =
          assertThrows(
              SQLException.class, () -> statement.executeQuery("select count(*) from p").next());
      assertTrue(e.getMessage().contains("the query began with version"), e.getMessage());
      assertTrue(e.getMessage().contains("p.parquet"), e.getMessage());
      assertTrue(e.getMessage().contains(worker.address()), e.getMessage());
      Files.copy(here.resolve("p.parquet"), there.resolve("new"));
      Files.move(
          there.resolve("new"),
          there.resolve("p.parquet"),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      try (ResultSet row = statement.executeQuery("select count(*) from p")) {
        assertTrue(row.next());
        assertEquals(ROWS, row.getInt(1));
      }
    }
  }

  private static void writeParquet(Path file, int rows) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT range AS i FROM range(" + rows + ")) TO '" + file + "' (FORMAT parquet)");
    }
  }

  private static Map<String, Object> with(Map<String, Object> operand, String worker) {
    Map<String, Object> all = new HashMap<>(operand);
    all.put("workers", List.of(worker));
    all.put("workerTimeout", 1);
    return all;
  }

  // -- who does not fit

  @Test
  void aWorkerRefusesCoordinatorsOfAnotherReleaseAndSaysWhich() throws Exception {
    try (CommandProcess worker = worker("--listen", loopback(0))) {
      String future = greet(worker.address(), "skein.hello", HELLO.formatted(99, "v2.0.0"));
      assertTrue(future.contains("version 99 of the protocol"), future);
      assertTrue(future.contains("run the same release on both"), future);
      String old = greet(worker.address(), "skein.hello", HELLO.formatted(PROTOCOL, "v1.4.0"));
      assertTrue(old.contains("The coordinator runs DuckDB v1.4.0 and this worker v"), old);
    }
  }

  @Test
  void aCoordinatorRefusesWorkersOfAnotherReleaseAndSaysWhich() throws Exception {
    String join = loopback(freePort());
    try (Connection connection = connect(Map.of("workers", List.of("join+" + join)))) {
      String future = greet(join, "skein.join", JOIN.formatted(99, "v2.0.0"));
      assertTrue(future.contains("version 99 of the protocol"), future);
      String old = greet(join, "skein.join", JOIN.formatted(PROTOCOL, "v1.4.0"));
      assertTrue(old.contains("The worker runs DuckDB v1.4.0 and this coordinator v"), old);
      assertEquals(Map.of(), workers(connection));
    }
  }

  /** What an action with a message of our own is refused with. */
  @SuppressWarnings("try") // an interruption ends the test
  private static String greet(String address, String action, String message) throws Exception {
    URI uri = URI.create(address);
    Location location = Location.forGrpcInsecure(uri.getHost(), uri.getPort());
    try (BufferAllocator allocator = new RootAllocator();
        FlightClient client = FlightClient.builder(allocator, location).build()) {
      Action greeting = new Action(action, message.getBytes(StandardCharsets.UTF_8));
      return String.valueOf(
          assertThrows(FlightRuntimeException.class, () -> client.doAction(greeting).hasNext())
              .getMessage());
    }
  }
}
