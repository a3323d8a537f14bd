package dev.skein.runtime.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.task.SkeinException.Kind;
import java.lang.reflect.InvocationTargetException;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryShortageTest {
  @ParameterizedTest
  @CsvSource({
    "Java heap space, raise its -Xmx",
    "GC overhead limit exceeded, raise its -Xmx",
    "Cannot reserve 4194304 bytes of direct buffer memory, raise its -XX:MaxDirectMemorySize",
    "unable to create native thread: possibly out of memory, ulimit -u"
  })
  void itSaysWhichLimitToRaise(String message, String remedy) {
    Throwable failure =
        new SQLException(new InvocationTargetException(new OutOfMemoryError(message)));
    SkeinException e = MemoryShortage.in("Task 1", "the worker", failure).orElseThrow();
    assertEquals(Kind.OVERLOADED, e.kind());
    String said = e.getMessage();
    assertTrue(said.startsWith("Task 1 failed: the worker has too little memory"), said);
    assertTrue(said.contains(remedy), said);
    assertTrue(said.contains(message), said);
  }

  @Test
  void whatArrowCannotAllocateIsOutsideTheHeap() {
    SkeinException e = SkeinException.of("Task 1", "the worker", new OutOfMemoryException("limit"));
    assertTrue(e.getMessage().contains("outside its heap"), e.getMessage());
  }

  @Test
  void otherFailuresAreNoShortage() {
    assertEquals(
        Optional.empty(),
        MemoryShortage.in("Task 1", "the worker", new SQLException("Out of Memory Error: x")));
    SkeinException known = new SkeinException(Kind.USER, "known");
    assertEquals(known, SkeinException.of("Task 1", "the worker", known));
  }
}
