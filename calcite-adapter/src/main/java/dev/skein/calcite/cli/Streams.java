package dev.skein.calcite.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * What a command reads and writes. Results are UTF-8 whatever the locale, and go through a plain
 * {@link Writer}: a {@link java.io.PrintStream} would hide that the reader has gone.
 *
 * @param in where statements come from when no option names them
 * @param out results
 * @param err everything else: errors, timing, progress
 */
record Streams(InputStream in, Writer out, PrintWriter err) {
  private static final int BUFFER = 1 << 16;

  /** Those of the process. */
  static Streams ofProcess() {
    return new Streams(System.in, writer(FileDescriptor.out), printer(FileDescriptor.err));
  }

  private static Writer writer(FileDescriptor descriptor) {
    return new BufferedWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), BUFFER);
  }

  private static PrintWriter printer(FileDescriptor descriptor) {
    return new PrintWriter(
        new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
  }
}
