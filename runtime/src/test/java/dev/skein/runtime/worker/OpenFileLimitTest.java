package dev.skein.runtime.worker;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import org.junit.jupiter.api.Test;

class OpenFileLimitTest {
  @Test
  void aLimitThatIsTooLowIsNamedAndAUsualOneIsFine() {
    SkeinException e =
        assertThrows(SkeinException.class, () -> OpenFileLimit.check("A worker", 130));
    assertEquals(Kind.USER, e.kind());
    assertTrue(e.getMessage().contains("may have 130"), e.getMessage());
    assertTrue(e.getMessage().contains("ulimit -n"), e.getMessage());
    assertDoesNotThrow(() -> OpenFileLimit.check("A worker", 1024));
  }
}
