package dev.skein.runtime.flight;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skein.runtime.task.DataFile;
import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.task.TaskId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A task as the bytes of a ticket: one JSON object whose first field is the protocol's version.
 * JSON because a task is mostly SQL, and because it can be read in a capture; {@link JsonFields}
 * makes it strict.
 */
final class TaskCodec {
  private static final int MAX_PARAMETERS = 10_000;
  private static final int MAX_INPUTS = 1_000;
  private static final int MAX_TASKS = 10_000_000;
  private static final int MAX_FILES = 100_000;
  private static final int MAX_PATH = 4_096;
  private static final int MAX_VERSION = 128;
  private static final int MAX_QUERY_ID = 64;
  private static final long UNLIMITED = 0;

  private static final JsonFactory WRITER = new JsonFactory();
  private static final ObjectMapper PARSER = JsonFields.parser(Protocol.MAX_TICKET_BYTES);

  private TaskCodec() {}

  /**
   * Encodes a task.
   *
   * @throws SkeinException of kind USER if the task is larger than a worker accepts
   */
  static byte[] encode(Task task) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = WRITER.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("protocol", Protocol.VERSION);
      json.writeStringField("query", task.id().query().value());
      json.writeNumberField("stage", task.id().stage());
      json.writeNumberField("task", task.id().task());
      json.writeNumberField("total", task.total());
      json.writeNumberField("attempt", task.attempt());
      json.writeStringField("sql", task.sql());
      json.writeArrayFieldStart("parameters");
      for (Object parameter : task.parameters()) {
        ParameterCodec.write(json, parameter);
      }
      json.writeEndArray();
      writeDatabase(json, task.database());
      json.writeArrayFieldStart("inputs");
      for (int input : task.inputs()) {
        json.writeNumber(input);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("files");
      for (DataFile file : task.files()) {
        json.writeStartObject();
        json.writeStringField("file", file.path());
        json.writeStringField("version", file.version());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("split");
      writeSplit(json, task.split());
      json.writeEndObject();
      json.writeNumberField("memoryLimit", task.memoryLimit().orElse(UNLIMITED));
      json.writeBooleanField("longEnd", task.longEnd());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Task " + task.id() + " cannot be encoded", e);
    }
    if (bytes.size() > Protocol.MAX_TICKET_BYTES) {
      throw new SkeinException(
          SkeinException.Kind.USER,
          "Task "
              + task.id()
              + " is too large for a worker: its SQL and parameters have "
              + bytes.size()
              + " bytes, the limit is "
              + Protocol.MAX_TICKET_BYTES);
    }
    return bytes.toByteArray();
  }

  /**
   * Decodes a ticket.
   *
   * @throws WireFormatException if it is not exactly what {@link #encode} writes
   */
  static Task decode(byte[] ticket) {
    JsonFields fields = JsonFields.parse(PARSER, Protocol.MAX_TICKET_BYTES, ticket, "task");
    checkVersion(fields);
    try {
      QueryId query = new QueryId(fields.text("query", MAX_QUERY_ID));
      int stage = fields.integer("stage", 0, MAX_TASKS);
      int task = fields.integer("task", 0, MAX_TASKS);
      int total = fields.integer("total", 1, MAX_TASKS);
      int attempt = fields.integer("attempt", 1, MAX_TASKS);
      String sql = fields.text("sql", Protocol.MAX_TICKET_BYTES);
      List<@Nullable Object> parameters =
          fields.objects("parameters", MAX_PARAMETERS, ParameterCodec::read);
      DatabaseRef database = readDatabase(fields);
      List<Integer> inputs = fields.integers("inputs", MAX_INPUTS, 0, MAX_TASKS);
      List<DataFile> files = fields.objects("files", MAX_FILES, TaskCodec::readFile);
      JsonFields splitFields = fields.object("split");
      Split split = readSplit(splitFields);
      splitFields.end();
      long memory = fields.integer("memoryLimit", UNLIMITED, Long.MAX_VALUE);
      boolean longEnd = fields.flag("longEnd");
      fields.end();
      return new Task(
          new TaskId(query, stage, task),
          total,
          attempt,
          sql,
          parameters,
          database,
          inputs,
          files,
          split,
          memory == UNLIMITED ? OptionalLong.empty() : OptionalLong.of(memory),
          longEnd);
    } catch (IllegalArgumentException e) {
      throw new WireFormatException(String.valueOf(e.getMessage()), e);
    }
  }

  static void checkVersion(JsonFields fields) {
    int version = fields.integer("protocol", 0, Integer.MAX_VALUE);
    if (version != Protocol.VERSION) {
      throw new WireFormatException(
          "The coordinator speaks version "
              + version
              + " of the protocol and this worker version "
              + Protocol.VERSION
              + "; run the same release on both");
    }
  }

  static void writeDatabase(JsonGenerator json, DatabaseRef database) throws IOException {
    json.writeObjectFieldStart("database");
    json.writeStringField("path", database.path());
    json.writeStringField("version", database.version());
    json.writeEndObject();
  }

  static DatabaseRef readDatabase(JsonFields fields) {
    JsonFields database = fields.object("database");
    DatabaseRef result =
        new DatabaseRef(database.text("path", MAX_PATH), database.text("version", MAX_VERSION));
    database.end();
    return result;
  }

  private static DataFile readFile(JsonFields file) {
    return new DataFile(file.text("file", MAX_PATH), file.text("version", MAX_VERSION));
  }

  private static void writeSplit(JsonGenerator json, Split split) throws IOException {
    if (split instanceof Split.Whole) {
      json.writeStringField("kind", "whole");
    } else if (split instanceof Split.RowGroups s) {
      json.writeStringField("kind", "rowGroups");
      json.writeNumberField("from", s.fromRowId());
      json.writeNumberField("to", s.toRowId());
      json.writeNumberField("firstGroup", s.firstGroup());
      json.writeNumberField("groups", s.groups());
    } else if (split instanceof Split.RowIds s) {
      json.writeStringField("kind", "rowIds");
      json.writeNumberField("from", s.fromRowId());
      json.writeNumberField("to", s.toRowId());
    } else if (split instanceof Split.Modulo s) {
      json.writeStringField("kind", "modulo");
      json.writeNumberField("divisor", s.divisor());
      json.writeNumberField("remainder", s.remainder());
    } else if (split instanceof Split.ParquetRowGroups s) {
      json.writeStringField("kind", "parquet");
      json.writeStringField("file", s.file());
      json.writeNumberField("from", s.fromRow());
      json.writeNumberField("to", s.toRow());
      json.writeNumberField("firstGroup", s.firstGroup());
      json.writeNumberField("groups", s.groups());
    } else if (split instanceof Split.ParquetFiles s) {
      json.writeStringField("kind", "parquetFiles");
      json.writeArrayFieldStart("files");
      for (String file : s.files()) {
        json.writeStartObject();
        json.writeStringField("file", file);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeNumberField("rows", split.estimatedRows());
  }

  private static Split readSplit(JsonFields fields) {
    long rows = fields.integer("rows", 0, Long.MAX_VALUE);
    return switch (fields.text("kind", MAX_VERSION)) {
      case "whole" -> new Split.Whole(rows);
      case "rowGroups" ->
          new Split.RowGroups(
              anyLong(fields, "from"),
              anyLong(fields, "to"),
              fields.integer("firstGroup", 0, Integer.MAX_VALUE),
              fields.integer("groups", 0, Integer.MAX_VALUE),
              rows);
      case "rowIds" -> new Split.RowIds(anyLong(fields, "from"), anyLong(fields, "to"), rows);
      case "modulo" ->
          new Split.Modulo(
              fields.integer("divisor", 1, Integer.MAX_VALUE),
              fields.integer("remainder", 0, Integer.MAX_VALUE),
              rows);
      case "parquet" ->
          new Split.ParquetRowGroups(
              fields.text("file", MAX_PATH),
              anyLong(fields, "from"),
              anyLong(fields, "to"),
              fields.integer("firstGroup", 0, Integer.MAX_VALUE),
              fields.integer("groups", 0, Integer.MAX_VALUE),
              rows);
      case "parquetFiles" ->
          new Split.ParquetFiles(
              fields.objects("files", MAX_FILES, file -> file.text("file", MAX_PATH)), rows);
      default -> throw fields.wrong("kind", "a kind of split");
    };
  }

  private static long anyLong(JsonFields fields, String field) {
    return fields.integer(field, Long.MIN_VALUE, Long.MAX_VALUE);
  }
}
