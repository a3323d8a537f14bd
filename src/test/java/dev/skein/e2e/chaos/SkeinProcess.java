package dev.skein.e2e.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A coordinator in a JVM of its own: {@code skein sql} or {@code skein server}. */
final class SkeinProcess implements AutoCloseable {
  private final Process process;

  private SkeinProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts {@code skein sql}.
   *
   * @param jvm options for the JVM
   * @param errors where its log goes
   */
  static SkeinProcess sql(Path model, String sql, List<String> jvm, Path errors)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
    options.addAll(jvm);
    return start(
        options, List.of("sql", "--model", model.toString(), "--format", "csv", "-c", sql), errors);
  }

  static SkeinProcess start(List<String> jvm, List<String> skein, Path errors)
      throws IOException, InterruptedException {
    return new SkeinProcess(
        new ProcessBuilder(Launch.command(jvm, skein)).redirectError(errors.toFile()).start());
  }

  Process process() {
    return process;
  }

  void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
