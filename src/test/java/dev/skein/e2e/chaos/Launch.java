package dev.skein.e2e.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How Skein's command line is started in a JVM of its own. As {@code bin/skein} does, from a class
 * path with DuckDB's library unpacked: otherwise each start unpacks 70 MB, and each kill leaves
 * them.
 */
final class Launch {
  private static @Nullable String classPath;

  private Launch() {}

  /** The command, with options for the JVM before those for Skein. */
  static List<String> command(List<String> jvm, List<String> skein)
      throws IOException, InterruptedException {
    return command(classPath(), jvm, skein);
  }

  private static List<String> command(String path, List<String> jvm, List<String> skein) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-opens=java.base/java.nio=ALL-UNNAMED");
    if (Runtime.version().feature() >= 23) {
      command.add("--sun-misc-unsafe-memory-access=allow");
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(jvm);
    command.addAll(List.of("-cp", path, "dev.skein.calcite.cli.Main"));
    command.addAll(skein);
    return command;
  }

  private static synchronized String classPath() throws IOException, InterruptedException {
    String known = classPath;
    if (known == null) {
      Path folder = Files.createDirectories(Path.of("target", "chaos", "launch").toAbsolutePath());
      Process prepare =
          new ProcessBuilder(
                  command(
                      System.getProperty("java.class.path"),
                      List.of("-XX:TieredStopAtLevel=1"),
                      List.of("prepare", "--output", folder.toString())))
              .inheritIO()
              .start();
      if (!prepare.waitFor(60, TimeUnit.SECONDS) || prepare.exitValue() != 0) {
        prepare.destroyForcibly();
        throw new IOException("skein prepare failed");
      }
      known = Files.readString(folder.resolve("classpath"));
      classPath = known;
    }
    return known;
  }
}
