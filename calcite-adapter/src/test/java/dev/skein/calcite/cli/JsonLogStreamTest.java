package dev.skein.calcite.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLogStreamTest {
  private static final String BEFORE = "2026-01-02T03:04:05.678+00:00 [skein-call-1] INFO a.B - ";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final JsonLogStream log =
      new JsonLogStream(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  private List<JsonNode> objects() throws Exception {
    List<JsonNode> objects = new ArrayList<>();
    for (String line : bytes.toString(StandardCharsets.UTF_8).lines().toList()) {
      objects.add(new ObjectMapper().readTree(line));
    }
    return objects;
  }

  @Test
  void pairsAreFieldsAndNumbersAreNumbers() throws Exception {
    log.println(BEFORE + "event=task_finished query=q-1 rows=12 reason=\"a = b, ü\" empty=\"\"");
    log.flush();
    assertEquals(
        """
        {"time":"2026-01-02T03:04:05.678+00:00","level":"INFO","thread":"skein-call-1",\
        "logger":"a.B","event":"task_finished","query":"q-1","rows":12,"reason":"a = b, ü",\
        "empty":""}""",
        objects().get(0).toString());
  }

  @Test
  void wordsAreAMessageAndAStackBelongsToItsRecord() throws Exception {
    log.println(BEFORE + "Started \"it\" x=1");
    new IllegalStateException("why").printStackTrace(log);
    log.flush();
    JsonNode record = objects().get(0);
    assertEquals("Started \"it\" x=1", record.get("message").asText());
    assertEquals(
        "java.lang.IllegalStateException: why",
        record.get("stack").asText().lines().findFirst().orElse(""));
    assertEquals(1, objects().size());
  }

  @Test
  void whatIsNoRecordIsAnObjectToo() throws Exception {
    log.println("something else");
    log.println(BEFORE + "event=x");
    log.flush();
    assertEquals("something else", objects().get(0).get("message").asText());
    assertEquals("x", objects().get(1).get("event").asText());
  }
}
