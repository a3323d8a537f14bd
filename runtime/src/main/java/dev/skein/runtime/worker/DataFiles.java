package dev.skein.runtime.worker;

import dev.skein.runtime.task.DataFile;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The Parquet files of a task, in the versions that it was planned on. They are compared before the
 * task reads them and again when it has read all: DuckDB opens them by name, in between.
 *
 * @param doing names the task and the worker, for messages
 * @param root what relative names are relative to
 */
record DataFiles(String doing, Optional<Path> root, List<DataFile> files) {
  /**
   * Looks at all of them.
   *
   * @throws SkeinException of kind WORKER_LOST if one is not what the task was planned on
   */
  void check() {
    for (DataFile file : files) {
      String version = version(file);
      if (!version.equals(file.version())) {
        throw new SkeinException(
            Kind.WORKER_LOST,
            doing
                + " was refused: the query began with version "
                + file.version()
                + " of "
                + file.path()
                + " and here it has version "
                + version
                + "; run the query again, or give all workers the same file");
      }
    }
  }

  private String version(DataFile file) {
    try {
      return ParquetVersion.of(path(file.path()));
    } catch (IOException e) {
      throw new SkeinException(
          Kind.WORKER_LOST,
          doing + " was refused: the file " + file.path() + " cannot be read here: " + e,
          e);
    }
  }

  private Path path(String name) {
    try {
      Path path = Path.of(name);
      if (root.isEmpty()) {
        return path;
      }
      Path inside = root.get().resolve(path).normalize();
      if (inside.startsWith(root.get())) {
        return inside;
      }
    } catch (InvalidPathException e) {
      // said below
    }
    throw new SkeinException(
        Kind.USER,
        doing
            + " was refused: the path '"
            + name
            + "' does not name a file inside the data directory");
  }
}
