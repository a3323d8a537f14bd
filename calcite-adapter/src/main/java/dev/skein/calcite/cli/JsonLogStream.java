package dev.skein.calcite.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Standard error of which each record of the log becomes one JSON object: its time, level, thread
 * and logger, and the {@code key=value} pairs of its message as fields of their own.
 *
 * <p>slf4j-simple (2.0) has no formats, but writes a record with println, a stack trace with more
 * of them, and then flushes; so what comes up to a flush belongs together. What is no record, such
 * as the JVM's own words, becomes an object with a message.
 */
final class JsonLogStream extends PrintStream {
  private static final Pattern RECORD =
      Pattern.compile(
          "(\\S+) \\[(.*?)] (TRACE|DEBUG|INFO|WARN|ERROR) (\\S+) - (.*)", Pattern.DOTALL);
  private static final Pattern PAIR =
      Pattern.compile("\\G([A-Za-z_][A-Za-z0-9_]*)=(?:\"([^\"]*)\"|(\\S*))(?: |$)");
  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,15}");

  private static final JsonFactory JSON = new JsonFactory();

  private final PrintStream objects;
  private final List<String> lines = new ArrayList<>();

  JsonLogStream(PrintStream objects) {
    super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    this.objects = objects;
  }

  @Override
  public synchronized void println(@Nullable String line) {
    if (!lines.isEmpty() && RECORD.matcher(String.valueOf(line)).matches()) {
      flush(); // Whoever wrote the lines before never flushed.
    }
    lines.add(String.valueOf(line));
  }

  @Override
  public void println(@Nullable Object line) {
    println(String.valueOf(line));
  }

  @Override
  public synchronized void flush() {
    if (!lines.isEmpty()) {
      String object = object(lines.get(0), lines.subList(1, lines.size()));
      lines.clear();
      objects.println(object);
    }
    objects.flush();
  }

  private static String object(String first, List<String> rest) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      Matcher record = RECORD.matcher(first);
      if (record.matches()) {
        json.writeStringField("time", record.group(1));
        json.writeStringField("level", record.group(3));
        json.writeStringField("thread", record.group(2));
        json.writeStringField("logger", record.group(4));
        writeMessage(json, record.group(5));
      } else {
        json.writeStringField("message", first);
      }
      if (!rest.isEmpty()) {
        json.writeStringField("stack", String.join("\n", rest));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Pairs, if it is made of nothing else. */
  private static void writeMessage(JsonGenerator json, String message) throws IOException {
    List<String[]> pairs = new ArrayList<>();
    Matcher pair = PAIR.matcher(message);
    int end = 0;
    while (end < message.length() && pair.find()) {
      pairs.add(
          new String[] {pair.group(1), pair.group(2) != null ? pair.group(2) : pair.group(3)});
      end = pair.end();
    }
    if (pairs.isEmpty() || end < message.length()) {
      json.writeStringField("message", message);
      return;
    }
    for (String[] each : pairs) {
      if (INTEGER.matcher(each[1]).matches()) {
        json.writeNumberField(each[0], Long.parseLong(each[1]));
      } else {
        json.writeStringField(each[0], each[1]);
      }
    }
  }
}
