package dev.skein.runtime.flight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory that only this user may read, for what DuckDB spills; deleted when closed. */
record PrivateDirectory(Path path) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateDirectory.class);
  private static final String PREFIX = "skein-worker-";

  /**
   * @param parent where to make it; empty for the system's directory for temporary files
   */
  static PrivateDirectory create(Optional<Path> parent) throws IOException {
    if (parent.isEmpty()) {
      return new PrivateDirectory(Files.createTempDirectory(PREFIX));
    }
    Files.createDirectories(parent.get());
    return new PrivateDirectory(Files.createTempDirectory(parent.get(), PREFIX));
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("event=temp_not_deleted directory={}", path, e);
    }
  }
}
