package dev.skein.runtime.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skein.runtime.task.SkeinException;
import dev.skein.runtime.task.SkeinException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StatementParserTest {
  /** A process that stood still for a while, or a busy machine, makes every text take long. */
  @Test
  void textsThatWereParsedInTheEndAreNotHeldAgainstTheProcess() throws Exception {
    try (StatementParser parser = new StatementParser(Duration.ZERO)) {
      for (int i = 0; i < 5; i++) {
        try {
          parser.tree("SELECT " + i);
        } catch (SkeinException e) {
          assertEquals(Kind.USER, e.kind(), e.getMessage());
        }
        while (parser.isStuck()) {
          Thread.sleep(1); // until the time-out of the test interrupts it
        }
      }
    }
  }
}
