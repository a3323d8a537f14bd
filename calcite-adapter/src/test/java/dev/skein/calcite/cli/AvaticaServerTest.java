package dev.skein.calcite.cli;

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
import java.util.Optional;
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
            identity);
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
  void aRequestOtherThanAPostIsRefused() throws Exception {
    HttpRequest get = HttpRequest.newBuilder(URI.create(server.url())).GET().build();
    assertEquals(
        405,
        HttpClient.newHttpClient().send(get, HttpResponse.BodyHandlers.discarding()).statusCode());
  }

  private static ServerOptions options(Optional<Path> tokens) {
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new ServerOptions(model, loopback, tokens, TlsFiles.NONE);
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
