package dev.skein.calcite.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code skein classpath}: the class path of this process, which is what another JVM needs to use
 * {@code jdbc:skein:} and {@code jdbc:calcite:} with Skein's schema factory.
 */
@Command(
    name = "classpath",
    mixinStandardHelpOptions = true,
    description = "Prints the class path that another JVM needs to use Skein, and nothing else.")
final class ClasspathCommand implements Callable<Integer> {
  private final Streams streams;

  ClasspathCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    streams.out().append(ClassPath.join(ClassPath.entries())).append('\n');
    return ExitCode.SUCCESS;
  }
}
