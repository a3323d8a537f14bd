package dev.skein.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that ran to its end on the class path of the tests.
 *
 * @param exit its exit status
 */
record JavaProcess(int exit, String output, String errors) {
  static final String OPEN_NIO = "--add-opens=java.base/java.nio=ALL-UNNAMED";
  static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";

  /** The flags that Skein needs in a JVM of the version of this one. */
  static List<String> flags() {
    return Runtime.version().feature() >= 23 ? List.of(OPEN_NIO, UNSAFE) : List.of(OPEN_NIO);
  }

  /** Runs a class with the JDK of the tests. */
  static JavaProcess run(Path folder, List<String> flags, String... mainAndArguments)
      throws IOException, InterruptedException {
    return run(Path.of(System.getProperty("java.home")), folder, flags, mainAndArguments);
  }

  /** Runs a class with some JDK. */
  static JavaProcess run(Path jdk, Path folder, List<String> flags, String... mainAndArguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(jdk.resolve("bin/java").toString()));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(mainAndArguments));
    return command(folder, command);
  }

  /** Runs any command and waits for its end. */
  static JavaProcess command(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Path errors = Files.createTempFile(folder, "errors", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("It does not end: " + command + "\n" + Files.readString(errors));
    }
    return new JavaProcess(process.exitValue(), Files.readString(output), Files.readString(errors));
  }
}
