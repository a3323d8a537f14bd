package dev.skein.calcite.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skein.runtime.flight.security.TlsFiles;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What runs for a client ends with the client, and not with an HTTP connection it can do without.
 */
@SuppressWarnings("NullAway.Init")
@Timeout(60)
class DroppedClientTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS = 25_000;

  /** Runs for hours unless it is stopped. */
  private static final String ENDLESS =
      "select count(*) from big a, big b, big c where a.n + b.n + c.n = 7";

  private static final String PAGED = "select n from big order by n";

  /** A second is promised; other builds may have the processor. */
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir static Path folder;
  private static AvaticaServer server;
  private static Connection watcher;

  @BeforeAll
  static void start() throws Exception {
    Path model =
        TestModel.create(folder, "CREATE TABLE big AS SELECT range AS n FROM range(" + ROWS + ")");
    server =
        AvaticaServer.start(
            new ServerOptions(
                model,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                TlsFiles.NONE,
                OptionalInt.empty(),
                Map.of()));
    watcher = DriverManager.getConnection("jdbc:avatica:remote:url=" + server.url());
  }

  @AfterAll
  static void stop() throws Exception {
    watcher.close();
    server.close();
  }

  @Test
  void aQueryEndsWhenItsClientHangsUp() throws Exception {
    String sql = ENDLESS + " and 1 = 1";
    try (Http http = new Http()) {
      int statement = open(http, "hangs-up");
      http.send(execute("hangs-up", statement, sql));
      await(sql, "RUNNING");
    }
    await(sql, "CANCELLED");
  }

  @Test
  void aResultThatIsHalfReadEndsWhenItsClientVanishes() throws Exception {
    String sql = PAGED + " + 1";
    int statement;
    try (Http http = new Http()) {
      statement = open(http, "vanishes");
      JsonNode first = http.ask(execute("vanishes", statement, sql)).at("/results/0/firstFrame");
      assertEquals(100, first.get("rows").size());
      await(sql, "RUNNING");
    }
    await(sql, "CANCELLED");
    try (Http http = new Http()) {
      JsonNode answer = http.ask(fetch("vanishes", statement, 100));
      assertEquals("error", answer.get("response").asText(), "and never a shorter result");
      assertEquals("57014", answer.get("sqlState").asText());
      String why = answer.get("errorMessage").asText();
      assertTrue(why.contains("the client's last HTTP connection closed; run it again"), why);
      assertEquals(
          100,
          http.ask(execute("vanishes", statement, PAGED + " + 2"))
              .at("/results/0/firstFrame/rows")
              .size());
      http.ask(request("closeConnection", "vanishes"));
    }
  }

  @Test
  void aClientWithAConnectionForEachRequestReadsToTheEnd() throws Exception {
    JsonNode frame;
    int statement;
    try (Http http = new Http()) {
      http.ask(request("openConnection", "each"));
    }
    try (Http http = new Http()) {
      statement = http.ask(request("createStatement", "each")).get("statementId").asInt();
    }
    try (Http http = new Http()) {
      frame = http.ask(execute("each", statement, PAGED)).at("/results/0/firstFrame");
    }
    long read = frame.get("rows").size();
    TimeUnit.SECONDS.sleep(1); // it is absence that must do nothing
    while (!frame.get("done").asBoolean()) {
      try (Http http = new Http()) {
        frame = http.ask(fetch("each", statement, read)).get("frame");
        read += frame.get("rows").size();
      }
    }
    assertEquals(ROWS, read);
  }

  @Test
  void aClientMayChangeItsConnection() throws Exception {
    String sql = PAGED + " + 3";
    try (Http second = new Http()) {
      int statement;
      try (Http first = new Http()) {
        statement = open(first, "changes");
        first.ask(execute("changes", statement, sql));
      }
      long read = 100;
      for (boolean done = false; !done; ) {
        JsonNode frame = second.ask(fetch("changes", statement, read)).get("frame");
        read += frame.get("rows").size();
        done = frame.get("done").asBoolean();
      }
      assertEquals(ROWS, read);
    }
  }

  @Test
  void requestsThatComeBeforeTheLastAnswerAreAnsweredInTurn() throws Exception {
    try (Http http = new Http()) {
      int statement = open(http, "ahead");
      http.send(execute("ahead", statement, PAGED));
      http.send(fetch("ahead", statement, 100));
      http.send(fetch("ahead", statement, 200));
      assertEquals(100, http.read().at("/results/0/firstFrame/rows").size());
      assertEquals(100, http.read().at("/frame/rows/0/0").asInt());
      assertEquals(200, http.read().at("/frame/rows/0/0").asInt());
      http.ask(request("closeConnection", "ahead"));
    }
  }

  private static int open(Http http, String connection) throws IOException {
    http.ask(request("openConnection", connection));
    return http.ask(request("createStatement", connection)).get("statementId").asInt();
  }

  private static ObjectNode request(String name, String connection) {
    return JSON.createObjectNode().put("request", name).put("connectionId", connection);
  }

  private static ObjectNode execute(String connection, int statement, String sql) {
    return request("prepareAndExecute", connection)
        .put("statementId", statement)
        .put("sql", sql)
        .put("maxRowsTotal", -1)
        .put("maxRowsInFirstFrame", 100);
  }

  private static ObjectNode fetch(String connection, int statement, long offset) {
    return request("fetch", connection)
        .put("statementId", statement)
        .put("offset", offset)
        .put("fetchMaxRowCount", 100);
  }

  /** Waits until the last query with a text is in a state. */
  private static void await(String sql, String state) throws SQLException, InterruptedException {
    long until = System.nanoTime() + SOON.toNanos();
    String seen;
    do {
      seen = state(sql);
      if (seen.equals(state)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    } while (until - System.nanoTime() > 0);
    assertEquals(state, seen, sql);
  }

  private static String state(String sql) throws SQLException {
    try (PreparedStatement statement =
        watcher.prepareStatement("select state from skein.queries where sql = ?")) {
      statement.setString(1, sql);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : "none";
      }
    }
  }

  /** An HTTP connection. */
  private static final class Http implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    Http() throws IOException {
      URI uri = URI.create(server.url());
      socket = new Socket(uri.getHost(), uri.getPort());
      in = new DataInputStream(socket.getInputStream());
    }

    JsonNode ask(ObjectNode request) throws IOException {
      send(request);
      return read();
    }

    void send(ObjectNode request) throws IOException {
      byte[] body = JSON.writeValueAsBytes(request);
      String head = "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: " + body.length + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
    }

    JsonNode read() throws IOException {
      int length = 0;
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length: ")) {
          length = Integer.parseInt(line.substring("content-length: ".length()));
        }
      }
      return JSON.readTree(in.readNBytes(length));
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (byte next = in.readByte(); next != '\n'; next = in.readByte()) {
        line.append((char) next);
      }
      return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
