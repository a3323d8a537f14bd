package dev.skein.calcite.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What {@code bin/skein} calls once after each build: writes into a folder the class path that
 * every later start uses, with the jars that would slow a start down replaced by {@link QuickJar}
 * copies.
 */
@Command(name = "prepare", hidden = true, description = "Used by bin/skein after a build.")
final class PrepareCommand implements Callable<Integer> {
  @Option(names = "--output", required = true)
  private @Nullable Path output;

  @Override
  public Integer call() throws IOException {
    if (output == null) {
      throw CommandFailure.usage("Missing --output");
    }
    Path library = Files.createDirectories(output.resolve("lib"));
    List<Path> entries = new ArrayList<>();
    for (Path entry : ClassPath.entries()) {
      entries.add(QuickJar.of(entry, library));
    }
    Path unfinished = output.resolve("classpath.unfinished");
    Files.writeString(unfinished, ClassPath.join(entries));
    // In one step: another launch may be reading it.
    Files.move(
        unfinished,
        output.resolve("classpath"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    return ExitCode.SUCCESS;
  }
}
