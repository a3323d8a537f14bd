package dev.skein.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/skein} as a user calls it. It builds nothing here: Maven has made the jars before. */
@ExtendWith(TestBed.Provider.class)
class LauncherTest {
  private static final Path HOME = Path.of("").toAbsolutePath();

  /** In {@code mvn verify} they are; {@code mvn test} alone leaves old ones or none. */
  private static void jarsAreNew() throws IOException {
    for (String module : List.of("runtime", "calcite-adapter")) {
      Path target = HOME.resolve(module).resolve("target");
      List<Path> jars = new ArrayList<>();
      if (Files.isDirectory(target)) {
        try (Stream<Path> files = Files.list(target)) {
          files.filter(file -> file.toString().endsWith("-SNAPSHOT.jar")).forEach(jars::add);
        }
      }
      assumeTrue(jars.size() == 1, "no jar of " + module);
      try (Stream<Path> sources = Files.walk(HOME.resolve(module).resolve("src/main"))) {
        for (Path source : sources.toList()) {
          assumeTrue(
              Files.getLastModifiedTime(source).compareTo(Files.getLastModifiedTime(jars.get(0)))
                  < 0,
              "the jar of " + module + " is older than " + source);
        }
      }
    }
    assumeTrue(Files.exists(HOME.resolve("calcite-adapter/target/classpath.txt")));
  }

  private static JavaProcess skein(Path folder, Path launcher, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    return JavaProcess.command(folder, command);
  }

  private static Path model(TestBed bed, Path folder) throws IOException {
    return ModelFile.of(Deployment.embedded(1).operand(bed.fixture("corpus")))
        .write(Files.createDirectories(folder.resolve("a folder")), "its model");
  }

  @Test
  void itRunsFromAnywhereThroughALink(TestBed bed, @TempDir Path folder)
      throws IOException, InterruptedException {
    jarsAreNew();
    Path model = model(bed, folder);
    Path link =
        Files.createSymbolicLink(
            Files.createDirectories(folder.resolve("my bin")).resolve("sk"),
            HOME.resolve("bin/skein"));
    JavaProcess answer =
        skein(
            model.getParent(),
            link,
            "sql",
            "--model",
            "its model.json",
            "--format",
            "csv",
            "select count(*) as n from numbers");
    assertEquals(0, answer.exit(), answer.errors());
    assertEquals("n\n10\n", answer.output().replace("\r", ""));
    JavaProcess path = skein(folder, link, "classpath");
    assertEquals(0, path.exit(), path.errors());
    assertEquals(1, path.output().strip().lines().count());
    assertTrue(path.output().contains("duckdb_jdbc"), path.output());
  }

  @Test
  void anErrorHasAStatusAndAPlaceInTheSql(TestBed bed, @TempDir Path folder)
      throws IOException, InterruptedException {
    jarsAreNew();
    String model = model(bed, folder).toString();
    Path launcher = HOME.resolve("bin/skein");
    JavaProcess wrong =
        skein(folder, launcher, "sql", "--model", model, "select n,\n  nope from numbers");
    assertEquals(1, wrong.exit());
    assertEquals("", wrong.output());
    assertTrue(wrong.errors().contains("nope"), wrong.errors());
    assertTrue(wrong.errors().matches("(?s).*line 2, column 3.*"), wrong.errors());
    JavaProcess unknown = skein(folder, launcher, "sql", "--no-such-option");
    assertEquals(2, unknown.exit());
    assertTrue(unknown.errors().contains("--no-such-option"), unknown.errors());
    JavaProcess missing = skein(folder, launcher, "sql", "--model", "none.json", "select 1");
    assertTrue(missing.exit() != 0);
    assertTrue(missing.errors().contains("none.json"), missing.errors());
  }
}
