package dev.skein.calcite.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds the model that a command is to open. */
final class ModelFile {
  /** Set by {@code bin/skein}: the folder that holds {@code bin}. */
  private static final String HOME_PROPERTY = "skein.home";

  private static final String NAME = "model.json";

  private ModelFile() {}

  /** The named file; without a name, model.json here or, failing that, beside the installation. */
  static Path find(@Nullable Path named) {
    if (named != null) {
      if (!Files.isRegularFile(named)) {
        throw new CommandFailure(
            ExitCode.FAILURE, "There is no model file " + named.toAbsolutePath(), null);
      }
      return named;
    }
    Path here = Path.of(NAME);
    if (Files.isRegularFile(here)) {
      return here;
    }
    String home = System.getProperty(HOME_PROPERTY);
    if (home != null && Files.isRegularFile(Path.of(home, NAME))) {
      return Path.of(home, NAME);
    }
    throw CommandFailure.usage("There is no " + NAME + " in this folder; name one with --model");
  }
}
