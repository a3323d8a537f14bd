package dev.skein.calcite.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.flight.security.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class AvaticaServerTest {
  private static final int MANY = 25_000;

  /** Runs for hours unless it is stopped. */
  private static final String ENDLESS =
      "select count(*) from big a, big b, big c where a.n + b.n + c.n = 7";

  @TempDir static Path folder;
  private static Path model;
  private static AvaticaServer server;

  @BeforeAll
  static void start() throws Exception {
    model =
        TestModel.create(
            folder,
            "CREATE TABLE t (id INTEGER, name VARCHAR, price DECIMAL(10,2), day DATE)",
            "INSERT INTO t VALUES (1, 'één', 1.50, DATE '2020-02-29'), (2, NULL, NULL, NULL)",
            "CREATE TABLE kinds AS SELECT [1, NULL] AS l,"
                + " ['a', NULL] AS t, ['2024-02-29'::DATE, NULL] AS d, [1.5, 2.25] AS n,"
                + " TIMESTAMP '2024-02-29 12:34:56.789' AS ts, TIME '12:34:56.789' AS h,"
                + " '\\x00a'::BLOB AS b, DATE '0001-01-01' AS old",
            "CREATE TABLE big AS SELECT range AS n FROM range(" + MANY + ")");
    server = AvaticaServer.start(options(Optional.empty()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "protobuf"})
  void aClientReadsRows(String serialization) throws SQLException {
    try (Connection connection = connect(server, serialization, "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select * from t order by id")) {
      assertTrue(rows.next());
      assertEquals(1, rows.getInt("ID"));
      assertEquals("één", rows.getString("NAME"));
      assertEquals("1.50", rows.getBigDecimal("PRICE").toPlainString());
      assertEquals("2020-02-29", rows.getString("DAY"));
      assertTrue(rows.next());
      assertEquals(null, rows.getObject("PRICE"));
      assertFalse(rows.next());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "protobuf"})
  void aPreparedStatementRunsAgainWithOtherParameters(String serialization) throws SQLException {
    try (Connection connection = connect(server, serialization, "");
        PreparedStatement statement =
            connection.prepareStatement("select name from t where id = ?")) {
      statement.setInt(1, 1);
      assertEquals("één", first(statement));
      statement.setInt(1, 2);
      assertEquals(null, first(statement));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "protobuf"})
  void aClientIsNotShownValuesOfATypeThatItDoesNotKnowOf(String serialization) throws SQLException {
    try (Connection connection = connect(server, serialization, "");
        PreparedStatement statement =
            connection.prepareStatement("select unnest([id + ?]) from t")) {
      statement.setInt(1, 41);
      assertEquals("42", first(statement));
      statement.setDouble(1, 0.5);
      SQLException e = assertThrows(SQLException.class, () -> first(statement));
      assertTrue(e.getMessage().contains("column 1"), e.getMessage());
      assertTrue(e.getMessage().contains("CAST(? AS"), e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "protobuf"})
  void aLargeResultArrivesPageByPage(String serialization) throws SQLException {
    try (Connection connection = connect(server, serialization, "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select n from big order by n")) {
      int count = 0;
      while (rows.next()) {
        assertEquals(count, rows.getLong(1));
        count++;
      }
      assertEquals(MANY, count);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "protobuf"})
  void anErrorSaysWhereAndWhyAndNothingOfTheServer(String serialization) throws SQLException {
    try (Connection connection = connect(server, serialization, "");
        Statement statement = connection.createStatement()) {
      SQLException e =
          assertThrows(
              SQLException.class, () -> statement.executeQuery("select 1 from t where nosuch = 1"));
      assertTrue(
          e.getMessage().contains("line 1, column 23: Column 'nosuch' not found in any table"),
          e.getMessage());
      assertEquals("42000", e.getSQLState());
    }
  }

  @Test
  void theCatalogIsVisible() throws SQLException {
    try (Connection connection = connect(server, "protobuf", "");
        ResultSet columns = connection.getMetaData().getColumns(null, "s", "t", null)) {
      assertTrue(columns.next());
      assertEquals("id", columns.getString("COLUMN_NAME"));
    }
  }

  @Test
  void aClientCannotNameAnotherModel() throws SQLException {
    try (Connection connection =
            connect(server, "json", ";model=inline:{version:'1.0',schemas:[]};schemaFactory=x.Y");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from t")) {
      assertTrue(rows.next());
      assertEquals(2, rows.getInt(1));
    }
  }

  @Test
  void withATokenOnlyThoseWhoShowItAreServed() throws Exception {
    String secret = "a-secret-of-some-length";
    Path tokens = Files.writeString(folder.resolve("token"), secret + "\n");
    try (AvaticaServer guarded = AvaticaServer.start(options(Optional.of(tokens)))) {
      String basic = ";authentication=BASIC;avatica_user=me;avatica_password=";
      try (Connection connection = connect(guarded, "protobuf", basic + secret)) {
        assertTrue(connection.isValid(5));
      }
      assertEquals(401, post(guarded, null));
      assertEquals(401, post(guarded, "Bearer another-secret-of-it"));
      assertEquals(401, post(guarded, "Basic !"));
      assertEquals(500, post(guarded, "Bearer " + secret), "admitted, and the request is unknown");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "protobuf"})
  void withACertificateItSpeaksTls(String serialization) throws Exception {
    Path store = folder.resolve("identity.p12");
    Files.deleteIfExists(store);
    TlsFiles identity = TestIdentity.create(store);
    ServerOptions options =
        new ServerOptions(
            model,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.empty(),
            identity,
            OptionalInt.empty(),
            Map.of());
    try (AvaticaServer secure = AvaticaServer.start(options)) {
      assertTrue(secure.url().startsWith("https://"), secure.url());
      String trust = ";truststore=" + store + ";truststore_password=" + TestIdentity.STORE_PASSWORD;
      try (Connection connection = connect(secure, serialization, trust);
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("select count(*) from t")) {
        assertTrue(rows.next());
        assertEquals(2, rows.getInt(1));
      }
      assertThrows(Exception.class, () -> connect(secure, serialization, "").isValid(5));
    }
  }

  @Test
  void aServerOnAnotherAddressNeedsAToken() {
    SkeinProcess process =
        SkeinProcess.run("server", "--model", model.toString(), "--host", "0.0.0.0", "--port", "0");
    assertEquals(ExitCode.USAGE, process.exitCode());
    assertTrue(process.err().contains("--token-file"), process.err());
  }

  @Test
  void theServerLimitsQueriesAndAClientCanOnlyLowerIt() throws Exception {
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ServerOptions options =
        new ServerOptions(
            model,
            loopback,
            Optional.empty(),
            TlsFiles.NONE,
            OptionalInt.empty(),
            Map.of("queryTimeout", "0.5"));
    try (AvaticaServer limited = AvaticaServer.start(options)) {
      for (String asked : List.of("", "100", "0.2")) {
        String limit = asked.equals("0.2") ? "200 ms" : "500 ms";
        Properties properties = new Properties();
        if (!asked.isEmpty()) {
          properties.setProperty("queryTimeout", asked);
        }
        String url = "jdbc:avatica:remote:serialization=protobuf;url=" + limited.url();
        try (Connection connection = DriverManager.getConnection(url, properties);
            Statement statement = connection.createStatement()) {
          SQLException e =
              assertThrows(SQLException.class, () -> statement.executeQuery(ENDLESS), asked);
          assertTrue(e.getMessage().contains("timeout of " + limit), e.getMessage());
          assertEquals("57014", e.getSQLState());
        }
      }
    }
  }

  @Test
  void figuresHealthAndReadinessAreServedBesideAndCountWhatRan() throws Exception {
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Path tokens = Files.writeString(folder.resolve("ops-token"), "a-secret-of-enough-length");
    ServerOptions options =
        new ServerOptions(
            model, loopback, Optional.of(tokens), TlsFiles.NONE, OptionalInt.of(0), Map.of());
    try (AvaticaServer watched = AvaticaServer.start(options)) {
      String basic = ";authentication=BASIC;avatica_user=me;avatica_password=";
      try (Connection connection = connect(watched, "json", basic + "a-secret-of-enough-length");
          Statement statement = connection.createStatement()) {
        statement.executeQuery("select count(*) from big").close();
        assertThrows(
            SQLException.class,
            () -> statement.executeQuery("select cast(name as integer) from t"));
      }
      int port = watched.httpPort().orElseThrow();
      assertEquals(200, get(port, "/health", null).statusCode());
      assertEquals(200, get(port, "/ready", null).statusCode());
      assertEquals(403, get(port, "/metrics", null).statusCode());
      String figures = get(port, "/metrics", "Bearer a-secret-of-enough-length").body();
      for (String line :
          List.of(
              "skein_coordinator_queries_seconds_count{schema=\"s\",state=\"finished\"} 1",
              "skein_coordinator_queries_seconds_count{schema=\"s\",state=\"failed\"} 1",
              "skein_coordinator_queries_running{schema=\"s\"} 0.0",
              "skein_coordinator_queries_waiting{schema=\"s\"} 0.0",
              "skein_coordinator_queries_refused_total{schema=\"s\"} 0.0",
              "skein_coordinator_workers{schema=\"s\",state=\"active\"} 2.0",
              "skein_coordinator_slots{schema=\"s\"} 2.0",
              "skein_coordinator_tasks_retried_total{schema=\"s\"} 0.0",
              "skein_coordinator_tasks_seconds_count{schema=\"s\",state=\"finished\"}",
              "skein_coordinator_rows_received_total{schema=\"s\"}",
              "skein_coordinator_bytes_received_total{schema=\"s\"}",
              "skein_coordinator_batches_bytes{schema=\"s\"} 0.0",
              "skein_coordinator_held_bytes{schema=\"s\"} 0.0",
              "skein_coordinator_spilled_bytes{schema=\"s\"} 0.0",
              "jvm_memory_used_bytes")) {
        assertTrue(figures.contains(line), line + " is not in\n" + figures);
      }
    }
  }

  private static HttpResponse<String> get(int port, String path, @Nullable String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aRequestOtherThanAPostIsRefused() throws Exception {
    HttpRequest get = HttpRequest.newBuilder(URI.create(server.url())).GET().build();
    assertEquals(
        405,
        HttpClient.newHttpClient().send(get, HttpResponse.BodyHandlers.discarding()).statusCode());
  }

  private static ServerOptions options(Optional<Path> tokens) {
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new ServerOptions(model, loopback, tokens, TlsFiles.NONE, OptionalInt.empty(), Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "protobuf"})
  void aClientReadsListsDatesAndBytes(String serialization) throws SQLException {
    try (Connection connection = connect(server, serialization, "");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select * from kinds")) {
      assertTrue(row.next());
      assertEquals("[1, null]", row.getString("L"));
      assertEquals("[a, null]", row.getString("T"));
      assertEquals("[2024-02-29, null]", row.getString("D"));
      assertEquals("[1.50, 2.25]", row.getString("N"));
      assertEquals("2024-02-29 12:34:56.789", row.getTimestamp("TS").toString());
      assertEquals("12:34:56", row.getTime("H").toString());
      assertEquals("0001-01-01", row.getString("OLD"));
      assertArrayEquals(new byte[] {0, 'a'}, row.getBytes("B"));
    }
  }

  private static Connection connect(AvaticaServer server, String serialization, String more)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:avatica:remote:url=" + server.url() + ";serialization=" + serialization + more);
  }

  private static @Nullable String first(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      assertTrue(rows.next());
      return rows.getString(1);
    }
  }

  private static int post(AvaticaServer server, @Nullable String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url()))
            .POST(HttpRequest.BodyPublishers.ofString("{\"request\": \"nosuch\"}"));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
