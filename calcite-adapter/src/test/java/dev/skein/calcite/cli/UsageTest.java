package dev.skein.calcite.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong usage of the commands that serve; SqlCommandTest has that of skein sql. */
class UsageTest {
  @TempDir static Path folder;

  @BeforeAll
  static void createModel() throws IOException {
    Files.writeString(folder.resolve("model.json"), "{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "worker | --data",
        "worker --data DIR --nosuch | --nosuch",
        "worker --data DIR/nosuch | --data",
        "worker --data DIR --slots 0 | --slots",
        "worker --data DIR --slots many | --slots",
        "worker --data DIR --threads -1 | --threads",
        "worker --data DIR --max-databases 0 | --max-databases",
        "worker --data DIR --http-port 70000 | --http-port",
        "worker --data DIR --listen http://127.0.0.1:1 | grpc://host:port",
        "worker --data DIR --listen 127.0.0.1:1 | --listen",
        "worker --data DIR --listen grpc://0.0.0.0:0 | --token-file",
        "worker --data DIR --listen grpc+tls://127.0.0.1:0 | --tls-cert",
        "worker --data DIR --tls-cert x | private key",
        "worker --data DIR --join 127.0.0.1:1 | --join",
        "worker --data DIR --log-format xml | --log-format",
        "server --model DIR/model.json --port 70000 | --port",
        "server --model DIR/model.json --port x | --port",
        "server --model DIR/model.json --host 0.0.0.0 | --token-file",
        "server --model DIR/model.json --http-port -2 | --http-port",
        "server --model DIR/model.json --tls-ca x | --tls-cert",
        "server extra | extra",
        "classpath extra | extra",
        "nosuch | nosuch",
      })
  void aWrongCommandIsNamedInOneLineAndTheStatusIsTwo(String command, String named) {
    List<String> arguments = new ArrayList<>();
    for (String argument : Arrays.asList(command.split(" ", -1))) {
      arguments.add(argument.replace("DIR", folder.toString()));
    }
    SkeinProcess process = SkeinProcess.run(arguments.toArray(String[]::new));
    assertEquals(ExitCode.USAGE, process.exitCode(), process.err());
    assertEquals("", process.out());
    String first = process.err().lines().findFirst().orElse("");
    assertTrue(first.startsWith("error: "), process.err());
    assertTrue(first.contains(named), process.err());
    assertTrue(process.err().lines().count() <= 3, process.err());
  }
}
