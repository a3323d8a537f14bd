package dev.skein.calcite.schema;

import dev.skein.runtime.task.TableSource.ParquetTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A table of the operand {@code parquet}: which files it is made of is looked up anew for each
 * statement, so that added and replaced files are seen.
 *
 * @param patterns files, folders or globs, absolute
 * @param root the data root, which the files are under
 */
record ParquetFiles(String name, List<Path> patterns, boolean hivePartitioning, Path root) {
  private static final String WILDCARDS = ".*[*?\\[{].*";

  ParquetFiles {
    patterns = List.copyOf(patterns);
  }

  /** The files as they are now, in the order of their names. */
  ParquetTable list() {
    TreeSet<Path> files = new TreeSet<>();
    patterns.forEach(pattern -> files.addAll(matching(pattern)));
    StringBuilder state = new StringBuilder();
    for (Path file : files) {
      if (!file.startsWith(root)) {
        throw error(
            "is made of "
                + file
                + ", which is not under the data root "
                + root
                + "; set the operand 'dataRoot' to a folder above it");
      }
      try {
        state.append(Files.size(file)).append('@').append(Files.getLastModifiedTime(file));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot look at " + file, e);
      }
    }
    return new ParquetTable(
        name, files.stream().map(this::relative).toList(), hivePartitioning, state.toString());
  }

  private List<Path> matching(Path pattern) {
    List<Path> files;
    try {
      if (Files.isRegularFile(pattern)) {
        return List.of(pattern);
      }
      Path folder = pattern;
      while (folder.getParent() != null && folder.toString().matches(WILDCARDS)) {
        folder = folder.getParent();
      }
      if (!Files.isDirectory(folder)) {
        throw error("is made of " + pattern + ", but there is no " + folder);
      }
      Path glob = folder.equals(pattern) ? pattern.resolve("**/*.parquet") : pattern;
      // DuckDB's ** is also no folder at all, Java's is at least one.
      PathMatcher deep = matcher(glob.toString());
      PathMatcher flat = matcher(glob.toString().replace("/**/", "/"));
      try (Stream<Path> all = Files.walk(folder, depth(folder, glob))) {
        files =
            all.filter(file -> deep.matches(file) || flat.matches(file))
                .filter(Files::isRegularFile)
                .toList();
      }
    } catch (IOException | UncheckedIOException e) {
      IllegalArgumentException failure =
          error("is made of " + pattern + ", which cannot be listed: " + e);
      failure.initCause(e);
      throw failure;
    }
    if (files.isEmpty()) {
      throw error("is made of " + pattern + ", but no file matches");
    }
    return files;
  }

  /** How far below a folder the files of a pattern may be: another one may be below all others. */
  private static int depth(Path folder, Path glob) {
    return glob.toString().contains("**")
        ? Integer.MAX_VALUE
        : glob.getNameCount() - folder.getNameCount();
  }

  private static PathMatcher matcher(String glob) {
    return FileSystems.getDefault().getPathMatcher("glob:" + glob);
  }

  private String relative(Path file) {
    return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
  }

  private IllegalArgumentException error(String problem) {
    return new IllegalArgumentException(
        "The table '" + name + "' of the operand 'parquet' " + problem);
  }
}
