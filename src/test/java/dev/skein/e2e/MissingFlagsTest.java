package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Skein in somebody else's JVM, on every JDK that this machine has. */
@ExtendWith(TestBed.Provider.class)
class MissingFlagsTest {
  private static final String MAIN = "dev.skein.calcite.cli.Main";

  /** The JDK of the tests and those beside it, from Java 17 on. */
  static Stream<Path> jdks() throws IOException {
    Path own = Path.of(System.getProperty("java.home")).toRealPath();
    try (Stream<Path> others = Files.list(own.resolveSibling("."))) {
      return Stream.concat(Stream.of(own), others.map(MissingFlagsTest::real))
          .filter(jdk -> Files.isExecutable(jdk.resolve("bin/java")) && feature(jdk) >= 17)
          .distinct()
          .toList()
          .stream();
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  private static int feature(Path jdk) {
    try {
      return Files.readAllLines(jdk.resolve("release")).stream()
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> line.replaceAll("[^0-9]*([0-9]+).*", "$1"))
          .mapToInt(Integer::parseInt)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void theMessageNamesTheFlagsAndWithThemItWorks(Path jdk, TestBed bed, @TempDir Path folder)
      throws IOException, InterruptedException {
    Path model =
        ModelFile.of(Deployment.embedded(1).operand(bed.fixture("corpus"))).write(folder, "model");
    String[] command = {MAIN, "sql", "--model", model.toString(), "-c", "select 6 * 7 as answer"};
    JavaProcess without = JavaProcess.run(jdk, folder, List.of(), command);
    assertFalse(without.exit() == 0, without.output());
    assertTrue(without.errors().contains(JavaProcess.OPEN_NIO), without.errors());
    boolean modern = feature(jdk) >= 24;
    assertEquals(modern, without.errors().contains(JavaProcess.UNSAFE), without.errors());
    if (modern) {
      JavaProcess half = JavaProcess.run(jdk, folder, List.of(JavaProcess.OPEN_NIO), command);
      assertTrue(half.errors().contains(JavaProcess.UNSAFE), half.errors());
      assertFalse(half.errors().contains(JavaProcess.OPEN_NIO), half.errors());
    }
    JavaProcess with =
        JavaProcess.run(
            jdk,
            folder,
            modern
                ? List.of(JavaProcess.OPEN_NIO, JavaProcess.UNSAFE)
                : List.of(JavaProcess.OPEN_NIO),
            command);
    assertEquals(0, with.exit(), with.errors());
    assertTrue(with.output().contains("42"), with.output());
  }

  @Test
  void aFolderThatArrowCannotUnpackItsLibraryIntoIsNamed(TestBed bed, @TempDir Path folder)
      throws IOException, InterruptedException {
    Path model =
        ModelFile.of(Deployment.embedded(1).operand(bed.fixture("corpus"))).write(folder, "model");
    List<String> flags = new ArrayList<>(JavaProcess.flags());
    Path unusable = model.resolve("below a file");
    flags.add("-Djava.io.tmpdir=" + unusable);
    for (List<String> arguments :
        List.of(
            List.of("sql", "--model", model.toString(), "-c", "select 6 * 7 as answer"),
            List.of("worker", "--listen", "grpc://127.0.0.1:0", "--data", folder.toString()))) {
      List<String> command = new ArrayList<>(List.of(MAIN));
      command.addAll(arguments);
      JavaProcess run = JavaProcess.run(folder, flags, command.toArray(String[]::new));
      assertEquals(1, run.exit(), run.errors());
      assertTrue(run.errors().contains("Arrow's native library"), run.errors());
      assertTrue(run.errors().contains(unusable.toString()), run.errors());
    }
  }
}
