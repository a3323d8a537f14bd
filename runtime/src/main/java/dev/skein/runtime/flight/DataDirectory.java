package dev.skein.runtime.flight;

import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The only directory whose files a worker opens, and what leads to a file in it. */
final class DataDirectory {
  private final Path root;

  /**
   * @throws SkeinException of kind USER if there is no such directory
   */
  DataDirectory(Path root) {
    try {
      this.root = root.toRealPath();
    } catch (IOException e) {
      throw new SkeinException(
          Kind.USER, "There is no data directory " + root + "; check --data", e);
    }
    if (!Files.isDirectory(this.root)) {
      throw new SkeinException(Kind.USER, root + " is not a directory; check --data");
    }
  }

  Path root() {
    return root;
  }

  /**
   * The file that a database's path names, after following links, which must lead to a place inside
   * the directory.
   *
   * @throws SkeinException of kind USER if the path leaves the directory, of kind WORKER_LOST if
   *     the file is not here, or what is here leads elsewhere: another worker may have it
   */
  Path resolve(DatabaseRef database) {
    String path = database.path();
    if (path.isEmpty()) {
      throw new SkeinException(
          Kind.USER,
          "A database in the coordinator's memory cannot be read by remote workers; name a file");
    }
    Path resolved;
    try {
      for (String part : path.split("/", -1)) {
        if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\\') >= 0) {
          throw leaves(path);
        }
      }
      resolved = root.resolve(path);
    } catch (InvalidPathException e) {
      throw leaves(path);
    }
    Path real;
    try {
      real = resolved.toRealPath();
    } catch (IOException e) {
      throw new SkeinException(
          Kind.WORKER_LOST,
          "This worker has no file "
              + path
              + " in its data directory; copy it there, or set the operand 'dataRoot'",
          e);
    }
    if (!real.startsWith(root) || !Files.isRegularFile(real)) {
      throw new SkeinException(
          Kind.WORKER_LOST,
          "What this worker has as "
              + path
              + " is no file inside its data directory; put the file there and not a link to it");
    }
    return real;
  }

  private static SkeinException leaves(String path) {
    return new SkeinException(
        Kind.USER, "The path '" + path + "' does not name a file inside the data directory");
  }
}
