package dev.skein.calcite.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DetachedErrorsTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final CountDownLatch reads = new CountDownLatch(1);
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final CompletableFuture<Long> dropped = new CompletableFuture<>();

  /** A pipe that nobody reads before {@link #reads}. */
  private final OutputStream pipe =
      new OutputStream() {
        @Override
        public void write(int one) {
          throw new AssertionError("lines are written whole");
        }

        @Override
        public void write(byte[] bytes) throws IOException {
          try {
            reads.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          written.write(bytes);
        }
      };

  private final DetachedErrors errors = DetachedErrors.start(pipe, 1_000, dropped::complete);
  private final PrintStream log = new PrintStream(errors, false, StandardCharsets.UTF_8);

  @Test
  void everyLineIsWrittenInItsOrderWhileSomebodyReads() throws Exception {
    reads.countDown();
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      String line = "line " + i + " ä";
      log.println(line);
      expected.append(line).append('\n');
      if (i % 10 == 9) {
        assertTrue(errors.await(LONG));
      }
    }
    log.print("no end of a line");
    log.flush();
    assertTrue(errors.await(LONG));
    assertEquals(expected + "no end of a line", written.toString(StandardCharsets.UTF_8));
    assertFalse(dropped.isDone());
  }

  @Test
  void whoWritesNeverWaitsAndWhatIsDroppedIsCounted() throws Exception {
    for (int i = 100; i < 300; i++) {
      log.println("line " + i); // of nine bytes
    }
    assertFalse(errors.await(Duration.ofMillis(50)));
    reads.countDown();
    long lines = 200 - dropped.get(20, TimeUnit.SECONDS);
    assertTrue(errors.await(LONG));
    String kept = written.toString(StandardCharsets.UTF_8);
    assertEquals(lines, kept.lines().count());
    assertTrue(kept.startsWith("line 100\nline 101\n") && kept.length() <= 1_009, kept);
    log.println("after");
    assertTrue(errors.await(LONG));
    assertTrue(written.toString(StandardCharsets.UTF_8).endsWith("after\n"));
  }
}
