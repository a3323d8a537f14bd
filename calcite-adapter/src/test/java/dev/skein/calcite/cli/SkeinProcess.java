package dev.skein.calcite.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** What one command line did: {@link Main} run with its own streams, as a process would be. */
record SkeinProcess(int exitCode, String out, String err) {
  static SkeinProcess run(String... arguments) {
    return runWithInput("", arguments);
  }

  static SkeinProcess runWithInput(String input, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Streams streams =
        new Streams(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            out,
            new PrintWriter(err, true));
    int exitCode = Main.run(streams, arguments);
    return new SkeinProcess(exitCode, out.toString(), err.toString());
  }
}
