package dev.skein.runtime;

import dev.skein.runtime.task.DataFile;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import dev.skein.runtime.worker.ParquetVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The Parquet files of a query, in the versions that they have when it begins. */
final class QueryFiles {
  private final Optional<Path> root;
  private final Map<String, DataFile> files = new HashMap<>();

  /**
   * @param root what relative names are relative to
   */
  QueryFiles(Optional<Path> root) {
    this.root = root;
  }

  /**
   * A file; the same one, however often it is asked for.
   *
   * @throws SkeinException of kind USER if it cannot be read
   */
  DataFile of(String path) {
    return files.computeIfAbsent(path, name -> new DataFile(name, version(name)));
  }

  private String version(String name) {
    try {
      return ParquetVersion.of(root.map(dir -> dir.resolve(name)).orElseGet(() -> Path.of(name)));
    } catch (IOException e) {
      throw new SkeinException(Kind.USER, "The Parquet file " + name + " cannot be read: " + e, e);
    }
  }
}
