package dev.skein.calcite.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Locale;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * The interactive shell: a statement may span lines and ends with a semicolon; lines that begin
 * with a backslash are for the shell. Ctrl-C cancels the statement, Ctrl-D leaves.
 */
final class Shell {
  private static final String PROMPT = "skein> ";
  private static final String CONTINUED = "    -> ";
  private static final Path HISTORY = Path.of(System.getProperty("user.home"), ".skein_history");

  private static final String HELP =
      """
      Statements end with a semicolon and may span lines.
        \\d            lists tables and views
        \\d NAME       lists a table's columns
        \\f FORMAT     table, csv, json or markdown
        \\t            switches timing on or off
        \\? or help    this page
        \\q or quit    leaves, as Ctrl-D does; Ctrl-C cancels a statement
      """;

  private final StatementRunner runner;
  private final Streams streams;
  private final SchemaNames names;

  Shell(Connection connection, Streams streams, ResultFormat format, boolean timing) {
    this.runner = new StatementRunner(connection, streams, format, timing);
    this.streams = streams;
    this.names = new SchemaNames(connection);
  }

  /** Whether a person sits at both ends; {@code bin/skein} looks, as the JVM cannot reliably. */
  static boolean isOnTerminal() {
    return Boolean.getBoolean("skein.terminal");
  }

  /** Reads and runs until the user leaves. */
  void run() throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().build()) {
      terminal.handle(Terminal.Signal.INT, signal -> runner.cancel());
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .appName("skein")
              .parser(new StatementParser())
              .completer(new NameCompleter(names))
              .variable(LineReader.HISTORY_FILE, HISTORY)
              .variable(LineReader.SECONDARY_PROMPT_PATTERN, CONTINUED)
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .option(LineReader.Option.CASE_INSENSITIVE, true)
              .build();
      streams.err().println("Skein. \\? for help, \\q to leave.");
      boolean goOn = true;
      while (goOn) {
        try {
          goOn = accept(reader.readLine(PROMPT));
        } catch (UserInterruptException e) {
          // Ctrl-C at the prompt drops what was typed.
        } catch (EndOfFileException e) {
          goOn = false;
        }
      }
    }
  }

  /** Acts on what was typed; false when the user leaves. */
  private boolean accept(String typed) throws IOException {
    String line = typed.strip();
    String word = line.endsWith(";") ? line.substring(0, line.length() - 1) : line;
    switch (word.toLowerCase(Locale.ROOT)) {
      case "\\q", "quit", "exit" -> {
        return false;
      }
      case "\\?", "help" -> streams.err().print(HELP);
      case "\\t" -> {
        runner.setTiming(!runner.timing());
        streams.err().println("Timing is " + (runner.timing() ? "on." : "off."));
      }
      default -> {
        if (line.startsWith("\\")) {
          command(line);
        } else {
          statements(line);
        }
      }
    }
    streams.err().flush();
    return true;
  }

  private void command(String line) throws IOException {
    String[] words = line.split("\\s+", 2);
    String argument = words.length == 2 ? words[1] : "";
    switch (words[0]) {
      case "\\d" -> names.describe(argument, streams.out());
      case "\\f" -> setFormat(argument);
      default -> streams.err().println("Unknown command " + words[0] + "; \\? lists them.");
    }
    streams.out().flush();
  }

  private void setFormat(String name) {
    for (ResultFormat format : ResultFormat.values()) {
      if (format.name().equalsIgnoreCase(name)) {
        runner.setFormat(format);
        return;
      }
    }
    streams.err().println("The formats are table, csv, json and markdown.");
  }

  private void statements(String script) throws IOException {
    for (ScriptStatement statement : ScriptSplitter.split(script)) {
      try {
        runner.run(statement);
      } catch (CommandFailure e) {
        streams.err().println("error: " + e.text());
        return;
      }
    }
  }

  /** Tells the line reader to read on until the statement is closed. */
  private static final class StatementParser extends DefaultParser {
    StatementParser() {
      setEscapeChars(null);
      setQuoteChars(new char[0]);
    }

    @Override
    public ParsedLine parse(String line, int cursor, Parser.ParseContext context) {
      if (context == Parser.ParseContext.ACCEPT_LINE && needsMore(line)) {
        throw new EOFError(-1, cursor, "The statement goes on");
      }
      return super.parse(line, cursor, context);
    }

    private static boolean needsMore(String line) {
      String typed = line.strip();
      return !typed.startsWith("\\")
          && !typed.matches("(?i)help|quit|exit")
          && ScriptSplitter.isIncomplete(typed);
    }
  }
}
