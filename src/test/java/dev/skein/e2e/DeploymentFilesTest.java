package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of deploy/ agree with each other and with the command line: their commands are started
 * as they stand, on other folders and ports.
 */
@Timeout(180)
class DeploymentFilesTest {
  private static final Path DEPLOY = Path.of("deploy");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern SIZE = Pattern.compile("(\\d+)(GB|Gi)");

  @TempDir Path folder;

  private static List<JsonNode> documents(String file) throws IOException {
    try (var documents =
        YAML.readerFor(JsonNode.class)
            .readValues(DEPLOY.resolve("kubernetes").resolve(file).toFile())) {
      List<JsonNode> all = new ArrayList<>();
      documents.forEachRemaining(document -> all.add((JsonNode) document));
      return all;
    }
  }

  private static JsonNode document(String file, String kind) throws IOException {
    return documents(file).stream()
        .filter(each -> each.path("kind").asText().equals(kind))
        .findFirst()
        .orElseThrow(() -> new AssertionError(file + " has no " + kind));
  }

  private static JsonNode pod(String file, String kind) throws IOException {
    return document(file, kind).at("/spec/template/spec");
  }

  private static List<String> arguments(JsonNode pod) {
    List<String> arguments = new ArrayList<>();
    pod.at("/containers/0/args").forEach(each -> arguments.add(each.asText()));
    return arguments;
  }

  private static String option(List<String> arguments, String name) {
    return arguments.stream()
        .filter(each -> each.startsWith(name + "="))
        .map(each -> each.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + arguments));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void createData(Path directory) throws Exception {
    Files.createDirectories(directory);
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + directory.resolve("data.duckdb"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t AS SELECT range AS i FROM range(1000)");
    }
  }

  private static int status(int port, String path, String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + token)
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static void countsRows(String url) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from t")) {
      rows.next();
      assertEquals(1000, rows.getLong(1));
    }
  }

  // -- Kubernetes

  @Test
  void theManifestsCommandsServeQueries() throws Exception {
    createData(folder.resolve("data"));
    Files.createDirectory(folder.resolve("spill"));
    Files.createDirectory(folder.resolve("model"));
    String token = document("secret.example.yaml", "Secret").at("/stringData/token").asText();
    Files.createDirectory(folder.resolve("secrets"));
    Files.writeString(folder.resolve("secrets/token"), token);
    int worker = freePort();
    int workerFigures = freePort();
    int serverFigures = freePort();
    String model = document("model.yaml", "ConfigMap").at("/data/model.json").asText();
    Files.writeString(folder.resolve("model/model.json"), here(model, worker, 0));
    List<String> workerCommand = arguments(pod("workers.yaml", "StatefulSet"));
    List<String> serverCommand = arguments(pod("server.yaml", "Deployment"));
    try (CommandProcess first = start(workerCommand, worker, workerFigures);
        CommandProcess server = start(serverCommand, worker, serverFigures)) {
      assertEquals("grpc://127.0.0.1:" + worker, first.address());
      countsRows(
          "jdbc:avatica:remote:serialization=protobuf;authentication=BASIC;avatica_user=x;"
              + "avatica_password="
              + token
              + ";url="
              + server.address());
      for (int port : List.of(workerFigures, serverFigures)) {
        assertEquals(200, status(port, "/health", ""));
        assertEquals(200, status(port, "/ready", ""));
        assertEquals(200, status(port, "/metrics", token));
        assertEquals(403, status(port, "/metrics", ""));
      }
      first.terminate();
      assertEquals(0, first.exitStatus(), first.errors());
      server.terminate();
      server.exitStatus(); // what a query leaves in the log is written after its client has gone
      ObjectMapper json = new ObjectMapper();
      for (String log : List.of(first.errors(), server.errors())) {
        for (String line : log.lines().filter(each -> !each.isBlank()).toList()) {
          assertTrue(json.readTree(line).has("level"), line);
        }
      }
      assertTrue(server.errors().contains("\"event\":\"query_finished\""), server.errors());
      assertTrue(first.errors().contains("\"event\":\"task_finished\""), first.errors());
    }
  }

  /**
   * The same on this machine: folders of the test, loopback, and ports that are free. The folders
   * come last: their names have digits, which may be those of a port.
   */
  private String here(String text, int worker, int figures) {
    return text.replace("0.0.0.0", "127.0.0.1")
        .replace("$(POD_NAME).skein-worker", "127.0.0.1")
        .replace("skein-worker", "localhost")
        .replace("8815", String.valueOf(worker))
        .replace("8765", "0")
        .replace("9100", String.valueOf(figures))
        .replaceAll("/(data|spill|model|secrets)\\b(?=[/\"]|$)", folder + "/$1");
  }

  private CommandProcess start(List<String> command, int worker, int figures) throws IOException {
    return CommandProcess.start(
        folder, command.stream().map(each -> here(each, worker, figures)).toArray(String[]::new));
  }

  @Test
  void theManifestsAgreeWithThemselves() throws Exception {
    for (JsonNode pod :
        List.of(pod("workers.yaml", "StatefulSet"), pod("server.yaml", "Deployment"))) {
      JsonNode container = pod.at("/containers/0");
      Set<String> ports = new HashSet<>();
      Set<String> numbers = new HashSet<>();
      container
          .path("ports")
          .forEach(
              port -> {
                ports.add(port.path("name").asText());
                numbers.add(port.path("containerPort").asText());
              });
      for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
        assertTrue(ports.contains(container.at("/" + probe + "/httpGet/port").asText()), probe);
      }
      assertTrue(numbers.contains(option(arguments(pod), "--http-port")), "" + numbers);
      Set<String> volumes = new HashSet<>();
      pod.path("volumes").forEach(volume -> volumes.add(volume.path("name").asText()));
      Set<String> mounts = new HashSet<>();
      container.path("volumeMounts").forEach(mount -> mounts.add(mount.path("name").asText()));
      assertEquals(volumes, mounts);
    }
    JsonNode worker = pod("workers.yaml", "StatefulSet");
    List<String> arguments = arguments(worker);
    assertTrue(
        worker.path("terminationGracePeriodSeconds").asInt()
            > Integer.parseInt(option(arguments, "--drain-timeout")),
        "SIGKILL comes before the drain ends");
    long databases =
        gigabytes(option(arguments, "--memory-limit"))
            * Long.parseLong(option(arguments, "--max-databases"));
    long limit = gigabytes(worker.at("/containers/0/resources/limits/memory").asText());
    assertTrue(databases + 3 <= limit, databases + " GB of DuckDB, the JVM and batches");
    assertTrue(
        gigabytes(option(arguments, "--max-temp-size"))
            <= gigabytes(worker.at("/volumes/1/emptyDir/sizeLimit").asText()),
        "DuckDB may spill more than there is space");
  }

  private static long gigabytes(String size) {
    Matcher matcher = SIZE.matcher(size);
    assertTrue(matcher.matches(), size);
    return Long.parseLong(matcher.group(1));
  }

  // -- systemd

  @Test
  void theUnitsCommandsServeQueries() throws Exception {
    createData(folder.resolve("srv"));
    int join = freePort();
    Files.writeString(
        folder.resolve("model.json"),
        """
        {"version": "1.0", "defaultSchema": "data", "schemas": [{
          "name": "data", "type": "custom",
          "factory": "dev.skein.calcite.schema.DistributedSchemaFactory",
          "operand": {"database": "srv/data.duckdb", "workers": ["join+grpc://127.0.0.1:%d"]}}]}
        """
            .formatted(join));
    try (CommandProcess server = startUnit("skein-server.service", join);
        CommandProcess worker = startUnit("skein-worker.service", join)) {
      countsRows("jdbc:avatica:remote:serialization=protobuf;url=" + server.address());
      worker.terminate();
      assertEquals(0, worker.exitStatus(), worker.errors());
      server.terminate();
      assertEquals(143, server.exitStatus(), server.errors());
    }
    String unit = unit("skein-worker.service");
    assertTrue(
        number(unit, "TimeoutStopSec=(\\d+)") > number(unit, "--drain-timeout (\\d+)"),
        "SIGKILL comes before the drain ends");
  }

  private static String unit(String file) throws IOException {
    return Files.readString(DEPLOY.resolve("systemd").resolve(file)).replaceAll("\\\\\\R\\s*", "");
  }

  private static int number(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), pattern);
    return Integer.parseInt(matcher.group(1));
  }

  private CommandProcess startUnit(String file, int join) throws IOException {
    Matcher command =
        Pattern.compile("(?m)^ExecStart=/opt/skein/bin/skein (.*)$").matcher(unit(file));
    assertTrue(command.find(), file);
    String here =
        command
            .group(1)
            .replace("/srv/skein", folder.resolve("srv").toString())
            .replace("/etc/skein", folder.toString())
            .replace("/var/cache/skein", folder.resolve("cache").toString())
            .replace("8816", String.valueOf(join))
            .replace("8815", "0")
            .replaceAll("--http-port \\d+", "--http-port 0");
    if (here.startsWith("server")) {
      here += " --port 0";
    }
    return CommandProcess.start(folder, here.strip().split("\\s+", -1));
  }

  // -- the image

  @Test
  void theImageServesThePortsOfTheManifests() throws Exception {
    String image = Files.readString(DEPLOY.resolve("Containerfile"));
    assertTrue(image.contains("ENTRYPOINT [\"/skein/bin/skein\"]"), image);
    for (JsonNode pod :
        List.of(pod("workers.yaml", "StatefulSet"), pod("server.yaml", "Deployment"))) {
      for (JsonNode port : pod.at("/containers/0/ports")) {
        number(image, "EXPOSE .*\\b(" + port.path("containerPort").asText() + ")\\b");
      }
    }
  }
}
