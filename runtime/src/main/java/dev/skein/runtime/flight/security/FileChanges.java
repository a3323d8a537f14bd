package dev.skein.runtime.flight.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/** Tells whether files were written or replaced since it was last asked. Used by one thread. */
final class FileChanges {
  private final List<Path> files;
  private List<FileTime> seen;

  /** Remembers the files as they are, so create it before reading them. */
  FileChanges(List<Path> files) throws IOException {
    this.files = files;
    this.seen = times();
  }

  /**
   * Whether any file changed since the last answer.
   *
   * @throws IOException if one is not there; it may be in the middle of being replaced
   */
  boolean any() throws IOException {
    List<FileTime> now = times();
    if (now.equals(seen)) {
      return false;
    }
    seen = now;
    return true;
  }

  private List<FileTime> times() throws IOException {
    List<FileTime> times = new ArrayList<>();
    for (Path file : files) {
      times.add(Files.getLastModifiedTime(file));
    }
    return times;
  }
}
