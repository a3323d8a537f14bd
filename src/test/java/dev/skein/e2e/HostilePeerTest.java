package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers that want what they should not get, at processes as users start them. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("try") // an interruption ends the test
class HostilePeerTest {
  private static final String TOKEN = "correct-horse-battery-staple";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static Path data;
  private static Path secret;
  private static String version;
  private static CommandProcess worker;
  private static BufferAllocator allocator;
  private static FlightClient client;
  private static CallOption credentials;

  @BeforeAll
  static void start() throws Exception {
    data = Files.createDirectory(folder.resolve("data"));
    secret = Files.writeString(folder.resolve("secret.csv"), "top secret\n");
    create(data.resolve("t.duckdb"));
    create(folder.resolve("outside.duckdb"));
    Files.createSymbolicLink(data.resolve("link.duckdb"), folder.resolve("outside.duckdb"));
    Files.createSymbolicLink(data.resolve("up"), folder);
    Path token = Files.writeString(folder.resolve("token"), TOKEN);
    worker =
        CommandProcess.start(
            folder,
            "worker",
            "--listen",
            "grpc://127.0.0.1:0",
            "--data",
            data.toString(),
            "--slots",
            "2",
            "--token-file",
            token.toString());
    allocator = new RootAllocator();
    client = FlightClient.builder(allocator, location(worker)).build();
    credentials = headers(Map.of("authorization", "Bearer " + TOKEN));
    String welcome =
        text(
            client
                .doAction(
                    action(
                        "skein.hello",
                        """
                        {"protocol": 7, "coordinator": "test", "duckDb": "%s",\
                         "leaseMillis": 300000}"""
                            .formatted(duckDbVersion())),
                    credentials)
                .next()
                .getBody());
    String lease = JSON.readTree(welcome).get("lease").asText();
    credentials = headers(Map.of("authorization", "Bearer " + TOKEN, "skein-lease", lease));
    version = versionOf("t.duckdb");
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    allocator.close();
    worker.close();
  }

  private static void create(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t AS SELECT 1 AS i");
    }
  }

  private static String duckDbVersion() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      return connection.getMetaData().getDatabaseProductVersion();
    }
  }

  /** What a worker that has another version tells. */
  private static String versionOf(String path) throws Exception {
    String told = refusal(ticket(path, "unknown", "SELECT 1"));
    return told.replaceFirst("(?s).* has version (\\S+?);.*", "$1");
  }

  private static Location location(CommandProcess process) throws Exception {
    URI uri = URI.create(process.address());
    return Location.forGrpcInsecure(uri.getHost(), uri.getPort());
  }

  private static CallOption headers(Map<String, String> values) {
    FlightCallHeaders headers = new FlightCallHeaders();
    values.forEach(headers::insert);
    return new HeaderCallOption(headers);
  }

  private static Action action(String type, String body) {
    return new Action(type, body.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static ObjectNode ticket(String path, String dataVersion, String sql) {
    ObjectNode ticket = JSON.createObjectNode();
    ticket.put("protocol", 7).put("query", "q-1").put("stage", 0).put("task", 0);
    ticket.put("total", 1).put("attempt", 1).put("sql", sql);
    ticket.putArray("parameters");
    ticket.putObject("database").put("path", path).put("version", dataVersion);
    ticket.putArray("inputs");
    ticket.putArray("files");
    ticket.putObject("split").put("kind", "whole").put("rows", 1);
    ticket.put("memoryLimit", 0).put("longEnd", false);
    return ticket;
  }

  private static String refusal(ObjectNode ticket) throws Exception {
    return refusal(JSON.writeValueAsBytes(ticket));
  }

  private static String refusal(byte[] ticket) throws Exception {
    FlightRuntimeException refused =
        assertThrows(FlightRuntimeException.class, () -> rows(ticket), "It was not refused");
    String message = String.valueOf(refused.getMessage());
    assertFalse(message.contains(TOKEN), message);
    assertFalse(message.contains("top secret"), message);
    return message;
  }

  private static int rows(byte[] ticket) throws Exception {
    try (FlightStream stream = client.getStream(new Ticket(ticket), credentials)) {
      int rows = 0;
      while (stream.next()) {
        rows += stream.getRoot().getRowCount();
      }
      return rows;
    }
  }

  private static void workerIsWell() throws Exception {
    assertEquals(1, rows(JSON.writeValueAsBytes(ticket("t.duckdb", version, "SELECT i FROM t"))));
  }

  // -- what they read

  @Test
  void aPathThatLeavesTheDataDirectoryIsRefused() throws Exception {
    workerIsWell();
    for (String path :
        List.of(
            "../outside.duckdb",
            "up/outside.duckdb",
            "link.duckdb",
            folder.resolve("outside.duckdb").toString(),
            "/etc/passwd",
            "./t.duckdb",
            "x/../t.duckdb",
            "..\\outside.duckdb",
            "t.duckdb\0",
            "",
            ".",
            "x".repeat(5_000))) {
      String refused = refusal(ticket(path, version, "SELECT i FROM t"));
      assertFalse(refused.contains("has version"), path + " was opened: " + refused);
    }
    workerIsWell();
  }

  @Test
  void sqlThatIsNotOneSelectOnTheDataIsRefused() throws Exception {
    for (String sql :
        List.of(
            "COPY t TO '" + data + "/out.csv'",
            "COPY (SELECT 1) TO '/tmp/skein-out.csv'",
            "ATTACH '" + folder + "/outside.duckdb'",
            "INSTALL httpfs",
            "LOAD httpfs",
            "SET enable_external_access = true",
            "SET operator_memory_limit = '1TB'",
            "SET TimeZone = 'UTC'",
            "RESET memory_limit",
            "PRAGMA database_list",
            "CALL pragma_version()",
            "CHECKPOINT",
            "CREATE TABLE x AS SELECT 1",
            "INSERT INTO t VALUES (2)",
            "DROP TABLE t",
            "EXPORT DATABASE '" + data + "'",
            "EXPLAIN ANALYZE SELECT 1",
            "SELECT 1; SELECT 2",
            "SELECT * FROM read_csv('" + secret + "')",
            "SELECT * FROM read_text('/etc/passwd')",
            "SELECT * FROM read_blob('up/secret.csv')",
            "SELECT * FROM 'up/secret.csv'",
            "SELECT * FROM read_parquet('" + secret + "')",
            "SELECT * FROM read_json('/etc/passwd')",
            "SELECT * FROM glob('/**')",
            "SELECT getenv('HOME')",
            "SELECT * FROM duckdb_settings()",
            "SELECT * FROM duckdb_secrets()",
            "SELECT current_setting('temp_directory')",
            "FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
            "FROM query_table('t')",
            "WITH x AS (INSERT INTO t VALUES (3) RETURNING i) SELECT * FROM x",
            "PREPARE p AS SELECT 1",
            "")) {
      String refused = refusal(ticket("t.duckdb", version, sql));
      assertFalse(refused.contains("root:"), refused);
    }
    assertFalse(Files.exists(data.resolve("out.csv")));
    assertFalse(Files.exists(Path.of("/tmp/skein-out.csv")));
    workerIsWell();
  }

  // -- how much they send

  @Test
  void whatIsTooLargeOrTooManyIsRefused() throws Exception {
    ObjectNode manyParameters = ticket("t.duckdb", version, "SELECT 1");
    for (int i = 0; i < 20_000; i++) {
      manyParameters.withArray("parameters").addNull();
    }
    refusal(manyParameters);
    ObjectNode manyInputs = ticket("t.duckdb", version, "SELECT 1");
    for (int i = 0; i < 5_000; i++) {
      manyInputs.withArray("inputs").add(i);
    }
    refusal(manyInputs);
    refusal(ticket("t.duckdb", version, "SELECT '" + "x".repeat(9 << 20) + "'"));
    refusal(ticket("t.duckdb", version, "SELECT 1").put("total", Long.MAX_VALUE));
    refusal(ticket("t.duckdb", version, "SELECT 1").put("memoryLimit", -1));
    refusal("[".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
    workerIsWell();
  }

  /** DuckDB's parser needs hours for it, and goes on until the process ends: the last test. */
  @Test
  @Order(Integer.MAX_VALUE)
  void aTextThatIsHardToParseIsGivenUp() throws Exception {
    String refused = refusal(ticket("t.duckdb", version, "WITH a AS (".repeat(200)));
    assertTrue(refused.contains("cannot parse this within"), refused);
    workerIsWell();
  }

  /** More than a worker's memory of 512 MB, if it were believed. */
  @Test
  void manyLargeTicketsDoNotFillAWorker() throws Exception {
    byte[] large =
        JSON.writeValueAsBytes(
            ticket("t.duckdb", version, "SELECT '" + "x".repeat(40 << 20) + "'"));
    for (int i = 0; i < 20; i++) {
      refusal(large);
    }
    workerIsWell();
  }

  // -- how slow they are

  @Test
  void aPeerThatSaysNothingIsHungUpOn() throws Exception {
    URI uri = URI.create(worker.address());
    try (Socket silent = new Socket(uri.getHost(), uri.getPort());
        Socket slow = new Socket(uri.getHost(), uri.getPort())) {
      slow.getOutputStream().write("PRI * HTTP/2.0\r\n".getBytes(StandardCharsets.US_ASCII));
      slow.getOutputStream().flush();
      for (Socket socket : List.of(silent, slow)) {
        socket.setSoTimeout(60_000);
        // The server's own preface may come first; then the end.
        assertTrue(socket.getInputStream().readAllBytes().length < 1_000);
      }
    }
    workerIsWell();
  }

  // -- who they are

  @Test
  void withoutTheTokenNothingIsServed() throws Exception {
    for (CallOption wrong :
        List.of(
            headers(Map.of()),
            headers(Map.of("authorization", "Bearer " + TOKEN + "r")),
            headers(Map.of("authorization", "Bearer ")),
            headers(Map.of("authorization", TOKEN)),
            headers(Map.of("authorization", "Basic " + TOKEN)))) {
      FlightRuntimeException refused =
          assertThrows(
              FlightRuntimeException.class,
              () -> client.doAction(action("skein.hello", "{}"), wrong).hasNext());
      assertEquals("UNAUTHENTICATED", refused.status().code().name());
      assertFalse(String.valueOf(refused.getMessage()).contains(TOKEN), refused.getMessage());
    }
    assertFalse(worker.errors().contains(TOKEN), worker.errors());
  }

  @Test
  void onOtherAddressesNothingStartsWithoutASecret() throws Exception {
    Path model =
        ModelFile.of(Map.of("database", data.resolve("t.duckdb").toString())).write(folder, "open");
    Path joining =
        ModelFile.of(
                Map.of(
                    "database",
                    data.resolve("t.duckdb").toString(),
                    "workers",
                    List.of("join+grpc://0.0.0.0:1")))
            .write(folder, "joining");
    try (CommandProcess open =
            CommandProcess.start(
                folder, "worker", "--listen", "grpc://0.0.0.0:0", "--data", data.toString());
        CommandProcess server =
            CommandProcess.start(
                folder, "server", "--model", model.toString(), "--host", "0.0.0.0", "--port", "0");
        CommandProcess coordinator =
            CommandProcess.start(folder, "server", "--model", joining.toString(), "--port", "0")) {
      for (CommandProcess process : List.of(open, server)) {
        assertEquals(2, process.exitStatus());
        assertTrue(process.errors().contains("--token-file"), process.errors());
      }
      assertEquals(1, coordinator.exitStatus());
      assertTrue(coordinator.errors().contains("tokenFile"), coordinator.errors());
    }
  }

  @Test
  void aServerAsksForItsTokenAndNeverTellsIt() throws Exception {
    Path model =
        ModelFile.of(Map.of("database", data.resolve("t.duckdb").toString()))
            .write(folder, "served");
    try (CommandProcess server =
        CommandProcess.start(
            folder,
            "server",
            "--model",
            model.toString(),
            "--port",
            "0",
            "--http-port",
            "0",
            "--token-file",
            folder.resolve("token").toString())) {
      String answers =
          post(server, null) + post(server, "Bearer wrong") + post(server, "Bearer " + TOKEN);
      assertTrue(answers.startsWith("401 "), answers);
      assertFalse((answers + server.errors()).contains(TOKEN), answers + server.errors());
    }
  }

  private static String post(CommandProcess server, String authorization)
      throws Exception, IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.address()))
            .POST(HttpRequest.BodyPublishers.ofString("{\"request\": \"nosuch\"}"));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }
}
