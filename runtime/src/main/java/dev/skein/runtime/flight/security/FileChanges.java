package dev.skein.runtime.flight.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/** Tells whether files were written or replaced since they were read. Used by one thread. */
final class FileChanges {
  private final List<Path> files;
  private List<FileTime> read;
  private List<FileTime> seen;
  private String told = "";

  /** Remembers the files as they are, so create it before reading them. */
  FileChanges(List<Path> files) throws IOException {
    this.files = files;
    this.read = times();
    this.seen = read;
  }

  /**
   * Whether any file changed since the files were read.
   *
   * @throws IOException if one is not there; it may be in the middle of being replaced
   */
  boolean any() throws IOException {
    seen = times();
    return !seen.equals(read);
  }

  /** The files were read as they were when {@link #any} was asked. Until then it says yes. */
  void wereRead() {
    read = seen;
    told = "";
  }

  /** Whether nobody was told before why they cannot be read. */
  boolean isNews(Throwable reason) {
    String text = reason.toString();
    boolean news = !text.equals(told);
    told = text;
    return news;
  }

  private List<FileTime> times() throws IOException {
    List<FileTime> times = new ArrayList<>();
    for (Path file : files) {
      times.add(Files.getLastModifiedTime(file));
    }
    return times;
  }
}
