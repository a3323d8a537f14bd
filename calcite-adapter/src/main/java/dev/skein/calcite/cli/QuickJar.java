package dev.skein.calcite.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies of the jars that cost a JVM time at every start, without what costs it.
 *
 * <ul>
 *   <li>DuckDB's driver unpacks its native library, 70 MB, into the temporary folder each time. If
 *       the jar holds no library, it takes the one beside the jar ({@code DuckDBNative} 2.0).
 *   <li>A JVM keeps no class of a signed jar in its class-data archive; Janino, which compiles
 *       Calcite's plans, is signed.
 * </ul>
 */
final class QuickJar {
  private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
  private static final String NATIVE_PREFIX = "libduckdb_java.so_";

  private QuickJar() {}

  /** The given jar, or its copy in the given folder if that starts quicker. */
  static Path of(Path jar, Path folder) throws IOException {
    if (!Files.isRegularFile(jar)) {
      return jar;
    }
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      List<? extends ZipEntry> entries = zip.stream().toList();
      ZipEntry library = zip.getEntry(NATIVE_PREFIX + platform());
      boolean signed = entries.stream().anyMatch(e -> SIGNATURE.matcher(e.getName()).matches());
      if (library == null && !signed) {
        return jar;
      }
      if (library != null) {
        try (InputStream in = zip.getInputStream(library)) {
          replace(folder.resolve(library.getName()), out -> in.transferTo(out));
        }
      }
      Path copy = folder.resolve(jar.getFileName());
      replace(copy, out -> copyWithout(zip, entries, library != null, out));
      return copy;
    }
  }

  private static void copyWithout(
      ZipFile zip, List<? extends ZipEntry> entries, boolean withoutLibraries, OutputStream out)
      throws IOException {
    try (ZipOutputStream copy = new ZipOutputStream(out)) {
      for (ZipEntry entry : entries) {
        if (SIGNATURE.matcher(entry.getName()).matches()
            || (withoutLibraries && entry.getName().startsWith(NATIVE_PREFIX))) {
          continue;
        }
        copy.putNextEntry(new ZipEntry(entry.getName()));
        try (InputStream in = zip.getInputStream(entry)) {
          in.transferTo(copy);
        }
        copy.closeEntry();
      }
    }
  }

  /** In one step: a process that runs keeps the old file, and none sees half of the new one. */
  private static void replace(Path file, Content content) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try (OutputStream out = Files.newOutputStream(unfinished)) {
      content.writeTo(out);
    }
    Files.move(
        unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** As DuckDB's driver names its libraries. */
  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String name = os.startsWith("mac") ? "macos" : os.startsWith("windows") ? "windows" : "linux";
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return name
        + "_"
        + switch (arch) {
          case "x86_64", "amd64" -> "amd64";
          case "aarch64", "arm64" -> "arm64";
          default -> arch;
        };
  }

  /** Writes a file's bytes. */
  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }
}
