package dev.skein.runtime.flight;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.task.DataFile;
import dev.skein.runtime.task.DatabaseRef;
import dev.skein.runtime.task.QueryId;
import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.Split;
import dev.skein.runtime.task.Task;
import dev.skein.runtime.task.TaskId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TaskCodecTest {
  private static Task task(String sql, List<Object> parameters, Split split) {
    return new Task(
        new TaskId(new QueryId("q-1_x"), 2, 3),
        7,
        2,
        sql,
        parameters,
        new DatabaseRef("a b/ü.duckdb", "0123"),
        List.of(0, 1),
        split,
        OptionalLong.empty());
  }

  private static final Task PLAIN = task("SELECT 1", List.of(), new Split.Whole(5));

  private static String json() {
    return new String(TaskCodec.encode(PLAIN), StandardCharsets.UTF_8);
  }

  private static WireFormatException refusal(String json) {
    return assertThrows(
        WireFormatException.class,
        () -> TaskCodec.decode(json.getBytes(StandardCharsets.UTF_8)),
        json);
  }

  @Test
  void everySplitComesBackEqual() {
    for (Split split :
        List.of(
            new Split.Whole(0),
            new Split.RowGroups(Long.MIN_VALUE, 5, 0, 3, 9),
            new Split.RowGroups(5, Long.MAX_VALUE, 3, 1, Long.MAX_VALUE),
            new Split.RowIds(0, 122880, 7),
            new Split.Modulo(4, 3, 1),
            new Split.ParquetRowGroups("it's/ä.parquet", 0, 10, 0, 1, 10))) {
      Task task = task("SELECT 'é\uD83D\uDE00\u0000\"\\'", List.of(), split);
      assertEquals(task, TaskCodec.decode(TaskCodec.encode(task)));
    }
  }

  @Test
  void whatATaskSaysOfItselfComesBackEqual() {
    DatabaseRef database = new DatabaseRef("a.duckdb", "1");
    Task task =
        new Task(
            new TaskId(new QueryId("q-1"), 0, 0),
            1,
            1,
            "SELECT 1",
            List.of(),
            database,
            List.of(),
            List.of(new DataFile("b.parquet", "2")),
            new Split.Whole(1),
            OptionalLong.of(1 << 20),
            true);
    assertEquals(task, TaskCodec.decode(TaskCodec.encode(task)));
    refusal(json().replace("\"longEnd\":false", "\"longEnd\":0"));
  }

  @Test
  void everyKindOfParameterComesBackEqual() {
    List<Object> values =
        Arrays.asList(
            null,
            "",
            "null",
            true,
            false,
            Long.MIN_VALUE,
            Double.NaN,
            Double.NEGATIVE_INFINITY,
            -0.0,
            Double.MIN_VALUE,
            new BigDecimal("-99999999999999999999999999999999999999"),
            new BigDecimal("1E-38"),
            LocalDate.of(-5877640, 6, 25),
            LocalDate.of(9999, 12, 31),
            LocalTime.of(23, 59, 59, 999_999_000),
            LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000),
            Byte.MIN_VALUE,
            Short.MAX_VALUE,
            Integer.MIN_VALUE,
            BigInteger.ONE.shiftLeft(127).negate(),
            Float.MIN_VALUE,
            OffsetDateTime.parse("1969-12-31T23:59:59.999999+05:45"),
            new UUID(-1, 1));
    Task task = task("SELECT $1", values, new Split.Whole(1));
    assertEquals(task, TaskCodec.decode(TaskCodec.encode(task)));

    Task bytes = task("SELECT $1", List.of(new byte[] {0, -1, 7}), new Split.Whole(1));
    Object back = TaskCodec.decode(TaskCodec.encode(bytes)).parameters().get(0);
    assertArrayEquals(new byte[] {0, -1, 7}, (byte[]) back);
  }

  @Test
  void whatIsNotExactlyATaskIsRefusedWithTheFieldNamed() {
    String json = json();
    assertTrue(
        refusal(json.replace("\"stage\":2", "\"stage\":\"2\""))
            .getMessage()
            .contains("task.stage"));
    assertTrue(
        refusal(json.replace("\"stage\":2", "\"stage\":2.0")).getMessage().contains("task.stage"));
    assertTrue(
        refusal(json.replace("\"stage\":2", "\"stage\":-1")).getMessage().contains("task.stage"));
    assertTrue(refusal(json.replace("\"stage\":2,", "")).getMessage().contains("missing"));
    assertTrue(
        refusal(json.replace("\"sql\":\"SELECT 1\"", "\"sql\":null"))
            .getMessage()
            .contains("task.sql"));
    assertTrue(
        refusal(json.replace("\"kind\":\"whole\"", "\"kind\":\"all\""))
            .getMessage()
            .contains("split.kind"));
    refusal(json.replace("{\"protocol\"", "{\"more\":1,\"protocol\""));
    refusal(json.replace("\"stage\":2", "\"stage\":2,\"stage\":2"));
    refusal(json.replace("q-1_x", "q 1"));
    refusal(json.replace("\"task\":3", "\"task\":7"));
    refusal(json + "{}");
    refusal(json.substring(1));
    refusal("");
    refusal("null");
    refusal("[" + json + "]");
    refusal("[".repeat(100_000));
    refusal("{\"protocol\":" + "1".repeat(1_000) + "}");
  }

  @Test
  void anotherVersionOfTheProtocolIsNamed() {
    WireFormatException e =
        refusal(json().replace("\"protocol\":" + Protocol.VERSION, "\"protocol\":99"));
    assertTrue(e.getMessage().contains("version 99"), e.getMessage());
    assertTrue(e.getMessage().contains("same release"), e.getMessage());
  }

  @Test
  void aDecimalWithAHugeScaleIsRefused() {
    byte[] encoded =
        TaskCodec.encode(task("", List.of(new BigDecimal("1E+5")), new Split.Whole(1)));
    String json = new String(encoded, StandardCharsets.UTF_8);
    refusal(json.replace("1E+5", "1E+999999999"));
  }

  @Test
  void aTaskThatIsTooLargeIsRefusedBeforeItIsSent() {
    Task large = task("x".repeat(Protocol.MAX_TICKET_BYTES), List.of(), new Split.Whole(1));
    SkeinException e = assertThrows(SkeinException.class, () -> TaskCodec.encode(large));
    assertEquals(SkeinException.Kind.USER, e.kind());
    assertThrows(
        WireFormatException.class, () -> TaskCodec.decode(new byte[Protocol.MAX_TICKET_BYTES + 1]));
  }
}
