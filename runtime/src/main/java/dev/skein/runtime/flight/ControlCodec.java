package dev.skein.runtime.flight;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.worker.WorkerCores;
import dev.skein.runtime.worker.WorkerStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;

/** The small messages around tasks, as JSON objects read with {@link JsonFields}. */
final class ControlCodec {
  private static final int MAX_NAME = 256;
  private static final int MAX_STAGES = 10_000_000;
  private static final int MAX_CORES = 1_000_000;

  private static final JsonFactory WRITER = new JsonFactory();
  private static final ObjectMapper PARSER = JsonFields.parser(Protocol.MAX_CONTROL_BYTES);

  private ControlCodec() {}

  /**
   * A coordinator's first message.
   *
   * @param coordinator how the worker's log calls it
   * @param duckDb the version of its DuckDB, which must be the worker's: partial results and the
   *     meaning of SQL may change between versions
   * @param lease how long the worker keeps its tasks and rows without a heartbeat
   */
  record Hello(String coordinator, String duckDb, Duration lease) {}

  /**
   * The worker's answer.
   *
   * @param lease what the coordinator names in later calls
   */
  record Welcome(String lease, WorkerCores cores, WorkerStatus status) {}

  /**
   * What a worker says of itself to a coordinator.
   *
   * @param endpoint where it is reached
   */
  record Join(URI endpoint, String duckDb) {}

  /** What comes before the rows of a stage. */
  record Load(QueryId query, int stage, DatabaseRef database) {}

  static byte[] encode(Hello hello) {
    return write(
        json -> {
          json.writeNumberField("protocol", Protocol.VERSION);
          json.writeStringField("coordinator", hello.coordinator());
          json.writeStringField("duckDb", hello.duckDb());
          json.writeNumberField("leaseMillis", hello.lease().toMillis());
        });
  }

  static Hello decodeHello(byte[] bytes) {
    JsonFields fields = parse(bytes, "hello");
    TaskCodec.checkVersion(fields);
    Hello hello =
        new Hello(
            printable(fields, "coordinator"),
            printable(fields, "duckDb"),
            Duration.ofMillis(fields.integer("leaseMillis", 1, Integer.MAX_VALUE)));
    fields.end();
    return hello;
  }

  /** Text that may go into a log line. */
  private static String printable(JsonFields fields, String field) {
    String text = fields.text(field, MAX_NAME);
    if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"')) {
      throw fields.wrong(field, "printable ASCII without spaces and quotes");
    }
    return text;
  }

  static byte[] encode(Welcome welcome) {
    return write(
        json -> {
          json.writeStringField("lease", welcome.lease());
          json.writeStringField("machine", welcome.cores().machine());
          json.writeNumberField("machineCores", welcome.cores().machineCores());
          json.writeNumberField("threads", welcome.cores().threads());
          json.writeObjectFieldStart("status");
          writeStatus(json, welcome.status());
          json.writeEndObject();
        });
  }

  static Welcome decodeWelcome(byte[] bytes) {
    JsonFields fields = parse(bytes, "welcome");
    JsonFields statusFields = fields.object("status");
    Welcome welcome =
        new Welcome(
            fields.text("lease", MAX_NAME),
            new WorkerCores(
                fields.text("machine", MAX_NAME),
                fields.integer("machineCores", 1, MAX_CORES),
                fields.integer("threads", 1, MAX_CORES)),
            readStatus(statusFields));
    statusFields.end();
    fields.end();
    return welcome;
  }

  static byte[] encode(Join join) {
    return write(
        json -> {
          json.writeNumberField("protocol", Protocol.VERSION);
          json.writeStringField("endpoint", join.endpoint().toString());
          json.writeStringField("duckDb", join.duckDb());
        });
  }

  static Join decodeJoin(byte[] bytes) {
    JsonFields fields = parse(bytes, "join");
    TaskCodec.checkVersion(fields);
    Join join;
    try {
      join =
          new Join(
              Endpoints.check(URI.create(printable(fields, "endpoint"))),
              printable(fields, "duckDb"));
    } catch (IllegalArgumentException e) {
      throw fields.wrong("endpoint", "the address of a worker");
    }
    fields.end();
    return join;
  }

  static byte[] encode(WorkerStatus status) {
    return write(json -> writeStatus(json, status));
  }

  static WorkerStatus decodeStatus(byte[] bytes) {
    JsonFields fields = parse(bytes, "status");
    WorkerStatus status = readStatus(fields);
    fields.end();
    return status;
  }

  static byte[] encode(Load load) {
    return write(
        json -> {
          json.writeNumberField("protocol", Protocol.VERSION);
          json.writeStringField("query", load.query().value());
          json.writeNumberField("stage", load.stage());
          TaskCodec.writeDatabase(json, load.database());
        });
  }

  static Load decodeLoad(byte[] bytes) {
    JsonFields fields = parse(bytes, "load");
    TaskCodec.checkVersion(fields);
    Load load =
        new Load(
            query(fields), fields.integer("stage", 0, MAX_STAGES), TaskCodec.readDatabase(fields));
    fields.end();
    return load;
  }

  static byte[] encode(QueryId query) {
    return write(json -> json.writeStringField("query", query.value()));
  }

  static QueryId decodeQuery(byte[] bytes) {
    JsonFields fields = parse(bytes, "release");
    QueryId query = query(fields);
    fields.end();
    return query;
  }

  private static QueryId query(JsonFields fields) {
    try {
      return new QueryId(fields.text("query", MAX_NAME));
    } catch (IllegalArgumentException e) {
      throw fields.wrong("query", "a query id");
    }
  }

  private static void writeStatus(JsonGenerator json, WorkerStatus status) throws IOException {
    json.writeStringField("state", status.state().name());
    json.writeNumberField("slots", status.slots());
    json.writeNumberField("running", status.running());
    json.writeNumberField("waiting", status.waiting());
    json.writeNumberField("memoryUsed", status.memoryUsed());
    json.writeNumberField("memoryLimit", status.memoryLimit());
  }

  private static WorkerStatus readStatus(JsonFields fields) {
    return new WorkerStatus(
        fields.constant("state", WorkerStatus.State.class),
        fields.integer("slots", 1, MAX_STAGES),
        fields.integer("running", 0, Integer.MAX_VALUE),
        fields.integer("waiting", 0, Integer.MAX_VALUE),
        fields.integer("memoryUsed", 0, Long.MAX_VALUE),
        fields.integer("memoryLimit", 0, Long.MAX_VALUE));
  }

  private static JsonFields parse(byte[] bytes, String what) {
    return JsonFields.parse(PARSER, Protocol.MAX_CONTROL_BYTES, bytes, what);
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] write(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = WRITER.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
